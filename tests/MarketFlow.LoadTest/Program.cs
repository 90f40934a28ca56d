using System.Globalization;
using MarketFlow.Host;

// The repository's own load runs, one after the other: dotnet run --project tests/MarketFlow.LoadTest -c Release -- [SCALE] [FOLDER]
// Ends with 0 where every host did everything right, otherwise with the number of runs that did not.
if (args.Length > 2 || (args.Length > 0 && !double.TryParse(args[0], CultureInfo.InvariantCulture, out _)))
{
    await Console.Error.WriteLineAsync("Arguments are SCALE (of the rates; 0.1 if left out) and FOLDER (for the reports; artifacts/load if left out).");
    return 64;
}

var scale = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 0.1;
DirectoryInfo folder = new(args.Length > 1 ? args[1] : Path.Combine("artifacts", "load"));
(string Name, LoadOptions Options)[] runs =
[
    ("open", new() { Profile = "open", Scale = scale }),
    ("open-stalled", new() { Profile = "open", Scale = scale, HasStalledClient = true }),
    ("bars", new() { Profile = "bars", Rate = 15_000, Scale = scale }),
];

using CancellationTokenSource ending = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // so that the host under test is ended as well
    ending.Cancel();
};
var wrong = 0;
foreach (var (name, options) in runs)
{
    Console.WriteLine($"== {name}");
    wrong += await LoadFiles.RunAsync(options, folder, name, Console.Out, ending.Token) ? 0 : 1;
}

return wrong;
