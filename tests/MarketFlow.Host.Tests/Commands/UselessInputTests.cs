using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>Every command on input without an event, on junk and on torn input: an exit code and a sentence, never a stack trace.</summary>
public sealed class UselessInputTests : IDisposable
{
    private const string Connect = """{"t":"connect","conn":"massive.1","ts":1626318404.1,"url":"wss://example"}""";
    private const string Heartbeat = """{"t":"recv","conn":"massive.1","ts":1626318405.1,"data":"{\"event\":\"heartbeat\"}"}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("useless");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("empty", "")]
    [InlineData("blank", "\n \r\n\n")]
    [InlineData("connect", Connect)]
    [InlineData("heartbeats", Connect + "\n" + Heartbeat + "\n" + Heartbeat)]
    [InlineData("torn at its end", Connect + "\n" + "{\"t\":\"recv\",\"conn\":\"massive.1\",\"ts\":16263184")]
    [InlineData("torn in its first line", "{\"t\":\"conn")]
    [InlineData("torn in its first bytes", "{\"t")]
    [InlineData("junk between lines", "junk\n" + Connect + "\n\0\0\0")]
    [InlineData("loss alone", """{"t":"lost","conn":"massive.1","ts":1626318404.1,"frames":12}""")]
    public async Task Pipe_accounts_for_a_session_without_an_event(string what, string content)
    {
        foreach (var isPacked in new[] { false, true })
        {
            var (code, output, errors) = await RunAsync("pipe", "--dialect", "kraken", Written(content, isPacked));

            Assert.True(code == 0, $"{what}: {errors}");
            Assert.Empty(output);
            var account = JsonDocument.Parse(errors).RootElement;
            Assert.Equal((0L, 0L), (account.GetProperty("imbalance").GetInt64(), account.GetProperty("inTransit").GetInt64()));
            Assert.Equal(what.Contains("torn", StringComparison.Ordinal) || what.Contains("loss", StringComparison.Ordinal) ? 1 : what.Contains("junk", StringComparison.Ordinal) ? 2 : 0, account.GetProperty("faults").GetProperty("total").GetInt32());
        }
    }

    [Theory]
    [InlineData("Dear diary,\nit rained.")]
    [InlineData("\0\u0001\u0002 noise")]
    [InlineData("""{"MarketFlow":{"Feeds":[]}}""")]
    [InlineData("""[{"ev":"T","sym":"A"}]""")]
    [InlineData("""{"event":"heartbeat"}""")]
    public async Task Commands_that_read_a_session_end_with_a_code_of_their_own_where_it_is_none(string content)
    {
        foreach (var isPacked in new[] { false, true })
        {
            var file = Written(content, isPacked);
            foreach (var arguments in new[] { new[] { "pipe", "--dialect", "kraken", file }, ["replay", file, "--listen", "ws://127.0.0.1:0"] })
            {
                var (code, output, errors) = await RunAsync(arguments);

                Assert.Equal((3, string.Empty), (code, output));
                Assert.StartsWith($"marketflow {arguments[0]}: \"{file}\" is not a recorded session: none of its lines can be read. Line 1 cannot be read: ", errors, StringComparison.Ordinal);
                Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    [Fact]
    public async Task Pipe_says_it_of_its_standard_input_too()
    {
        using var process = HostProcess.Start("pipe", "--dialect", "massive");
        await process.StandardInput.WriteAsync("Dear diary,");
        process.StandardInput.Close();

        Assert.StartsWith("marketflow pipe: Standard input is not a recorded session", await process.StandardError.ReadToEndAsync(TestClient.Patience()), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestClient.Patience());
        Assert.Equal(3, process.ExitCode);
    }

    /// <summary>Cut anywhere, a session of a few lines never fails.</summary>
    [Fact]
    public void Pipe_reads_a_session_that_is_cut_anywhere()
    {
        var whole = Encoding.UTF8.GetBytes(Connect + "\n" + Heartbeat + "\n");
        for (var length = 0; length <= whole.Length; length++)
        {
            SessionWitness witness = new("it");
            PipeCommand.Run(MarketFlow.Feeds.Dialects.Named("kraken"), witness.Watch(MarketFlow.Feeds.SessionFile.Read(new MemoryStream(whole, 0, length))), Stream.Null);
            witness.Check();
        }
    }

    /// <summary>What a user may get wrong, one at a time.</summary>
    [Theory]
    [InlineData(1, "must be one of", "pipe", "--dialect", "nobody", "SESSION")]
    [InlineData(1, "must be one of", "pipe", "--dialect", "", "SESSION")]
    [InlineData(1, "empty", "pipe", "--dialect", "kraken", "")]
    [InlineData(1, "denied", "pipe", "--dialect", "kraken", "FOLDER")]
    [InlineData(1, "--feed is \"nobody\"; must be one of the session's feeds: massive.", "pipe", "--dialect", "kraken", "--feed", "nobody", "SESSION")]
    [InlineData(1, "--feed is \"nobody\"; must be one of the session's feeds: massive.", "replay", "SESSION", "--feed", "nobody")]
    [InlineData(1, "holds 0 frames that were received", "replay", "EMPTY")]
    [InlineData(1, "StartAfter", "replay", "SESSION", "--start-after", "1e300")]
    [InlineData(1, "StartAfter", "replay", "SESSION", "--start-after", "NaN")]
    [InlineData(1, "Speed", "replay", "SESSION", "--speed", "1e400")]
    [InlineData(1, "Faults is empty", "simulate", "--faults", "")]
    [InlineData(1, "Faults is", "simulate", "--faults", "JUNK")]
    [InlineData(1, "Faults is", "simulate", "--faults", "FOLDER")]
    [InlineData(1, "it is not a recorded session", "simulate", "--recording", "JUNK", "--dialect", "kraken")]
    [InlineData(1, "it holds 0 frames", "simulate", "--recording", "EMPTY", "--dialect", "kraken")]
    [InlineData(1, "the path is empty", "simulate", "--recording", "", "--dialect", "kraken")]
    [InlineData(1, "Recording:StartAfter", "simulate", "--recording", "SESSION", "--dialect", "kraken", "--start-after", "NaN")]
    [InlineData(1, "Simulation: ", "simulate", "--speed", "NaN")]
    [InlineData(1, "is no recording that MarketFlow wrote", "record", "--out", "JUNK")]
    [InlineData(1, "denied", "record", "--out", "FOLDER")]
    [InlineData(1, "Could not parse the JSON file", "record", "--out", "NEW", "--config", "JUNK")]
    [InlineData(1, "Could not parse the JSON file", "run", "--config", "JUNK")]
    [InlineData(1, "Could not parse the JSON file", "run", "--config", "EMPTY")]
    [InlineData(1, "not found", "run", "--config", "FOLDER")]
    [InlineData(1, "Could not parse the JSON file", "validate", "--config", "JUNK")]
    [InlineData(1, "must be above 0", "validate", "--within", "NaN")]
    [InlineData(1, "--warmup", "load", "--warmup", "1e300")]
    [InlineData(1, "--warmup", "load", "--warmup", "NaN")]
    [InlineData(1, "The profile is", "load", "JUNK")]
    public async Task A_mistake_is_told_in_a_sentence(int expected, string problem, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync([.. arguments.Select(ArgumentOf)]);

        Assert.Equal(expected, code);
        Assert.Contains(problem, output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MARKETFLOW__STATEFILE", "", "StateFile is empty")]
    [InlineData("LOGGING__LOGLEVEL__DEFAULT", "nonsense", "nonsense")]
    [InlineData("KESTREL__ENDPOINTS__A__URL", "junk", "junk")]
    [InlineData("MARKETFLOW__RECORDER__FOLDER", "", "Recorder")]
    public async Task A_mistake_in_the_environment_is_told_in_a_sentence(string name, string value, string problem)
    {
        foreach (var command in new[] { "run", "validate" })
        {
            using var process = HostProcess.Start([(name, value)], command, "--simulated", "--urls", "http://127.0.0.1:0");
            var output = process.StandardOutput.ReadToEndAsync(TestClient.Patience());
            var said = await process.StandardError.ReadToEndAsync(TestClient.Patience()) + await output;
            await process.WaitForExitAsync(TestClient.Patience());

            Assert.True(process.ExitCode == 1, said);
            Assert.Contains(problem, said, StringComparison.Ordinal);
            AssertHasNoStack(said);
        }
    }

    private static void AssertHasNoStack(string said)
    {
        Assert.DoesNotContain("Unhandled", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = HostProcess.Start(arguments);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(TestClient.Patience());
            var errors = await process.StandardError.ReadToEndAsync(TestClient.Patience());
            await process.WaitForExitAsync(TestClient.Patience());
            AssertHasNoStack(errors + await output);
            return (process.ExitCode, await output, errors);
        }
        finally
        {
            process.Kill(); // one that serves, because the mistake was not found, does not end by itself
        }
    }

    private string ArgumentOf(string name) => name switch
    {
        "SESSION" => Written(Connect + "\n" + Heartbeat, isPacked: false),
        "EMPTY" => Written(string.Empty, isPacked: false),
        "JUNK" => Written("Dear diary,", isPacked: false),
        "NEW" => Path.Combine(_folder.FullName, "new.jsonl"),
        "FOLDER" => _folder.FullName,
        _ => name,
    };

    private string Written(string content, bool isPacked)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        using var file = File.Create(path);
        using Stream stream = isPacked ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
