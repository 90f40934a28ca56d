using System.Runtime.ExceptionServices;

namespace MarketFlow.Tests;

/// <summary>Runs work on a thread of its own, and waits for it within a bound: a lock that is never left fails the test.</summary>
internal sealed class OtherThread
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(10);
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _error;

    private OtherThread(Action action)
    {
        _thread = new(() => Run()) { IsBackground = true };
        _thread.Start();

        void Run()
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                _error = ExceptionDispatchInfo.Capture(error);
            }
        }
    }

    /// <summary>Starts the work.</summary>
    public static OtherThread Start(Action action) => new(action);

    /// <summary>Starts the work and waits for it.</summary>
    public static void Run(Action action) => Start(action).Join();

    /// <summary>Waits for the work; throws what it threw.</summary>
    public void Join()
    {
        Assert.True(_thread.Join(_bound), "The other thread is blocked.");
        _error?.Throw();
    }
}
