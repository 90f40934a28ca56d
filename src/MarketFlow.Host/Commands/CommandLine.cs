using System.CommandLine;

namespace MarketFlow.Host;

/// <summary>The commands of <c>marketflow</c>; without one, <c>run</c>.</summary>
internal static class CommandLine
{
    // The hosts and the pipe end themselves, within a bound of their own, on SIGTERM and Ctrl-C.
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (Mistake.Is(error))
        {
            return Mistake.Tell(command: null, error);
        }
    }

    internal static RootCommand Create()
    {
        RootCommand root = new("One connection in, every consumer served: a multiplexer for live market data.");
        RunCommand.AddTo(root);
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(PipeCommand.Create());
        root.Subcommands.Add(RecordCommand.Create());
        root.Subcommands.Add(ValidateCommand.Create());
        root.Subcommands.Add(LoadCommand.Create());
        return root;
    }
}
