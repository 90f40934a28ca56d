using System.CommandLine;

namespace MarketFlow.Host;

/// <summary><c>marketflow run</c>: the host. It is what <c>marketflow</c> does without a command.</summary>
internal static class RunCommand
{
    public static void AddTo(RootCommand root)
    {
        Command run = new("run", "Runs the host: feeds in, clients out. Without configuration, on a simulated market.");
        AddOptionsTo(root);
        AddOptionsTo(run);
        root.Subcommands.Add(run);
    }

    private static void AddOptionsTo(Command command)
    {
        HostArguments host = new();
        host.AddTo(command);
        command.SetAction((arguments, cancellation) =>
            HostApplication.RunAsync(host.SettingsOf(arguments), isVendor: false, cancellation, host.ConfigOf(arguments)));
    }
}
