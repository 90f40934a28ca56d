// Each test runs a host and a browser: two at once on a small machine would measure one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
