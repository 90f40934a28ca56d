using System.Buffers;
using Xunit.Abstractions;

namespace MarketFlow.Feeds.Tests;

/// <summary>
/// A million broken frames: no exception leaves a decoder, none reads past its frame, and every frame is decoded, a counted fault, or ignored
/// by the protocol's own rule.
/// </summary>
public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260309;

    public static TheoryData<string> Names => [.. Fuzzed.All.Select(fuzzed => fuzzed.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_broken_frame_is_decoded_or_a_fault_or_ignored_by_rule(string name)
    {
        var fuzzed = Fuzzed.All.Single(fuzzed => fuzzed.Name == name);
        var decoder = new FuzzedDecoder(fuzzed.Dialect);
        var random = new Random(Seed);
        for (var i = 0; i < fuzzed.Mutations; i++)
        {
            decoder.Read(fuzzed.Next(random), i);
        }

        output.WriteLine($"{name}: {decoder.Decoded} decoded, {decoder.Faulted} with a fault, {decoder.Ignored} ignored by rule");
        Assert.Equal(fuzzed.Mutations, decoder.Decoded + decoder.Faulted + decoder.Ignored);
        Assert.True(decoder.Faulted > fuzzed.Mutations / 4, "The mutations are too mild to prove anything.");

        // A fiftieth: without the recorded sessions the few samples of some dialects are broken more often than not.
        Assert.True(decoder.Decoded + decoder.Ignored > fuzzed.Mutations / 50 || fuzzed.IsOfOthers, "The mutations are too wild to prove anything.");
    }

    [Fact]
    public void Is_a_million_frames_over_every_dialect()
    {
        Assert.True(Fuzzed.All.Sum(fuzzed => fuzzed.Mutations) >= 1_000_000);
        Assert.Equal(Dialects.All.Select(dialect => dialect.Name).Order(), Fuzzed.All.Select(fuzzed => fuzzed.Dialect.Name).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_seed_is_read_whole_and_no_cut_of_it_is(string name)
    {
        var fuzzed = Fuzzed.All.Single(fuzzed => fuzzed.Name == name);
        var decoder = new FuzzedDecoder(fuzzed.Dialect);
        foreach (var seed in fuzzed.Samples.Take(20).Concat(fuzzed.Seeds.Take(20)))
        {
            decoder.Read(seed, 0);
            for (var length = 0; length < seed.Length; length++)
            {
                Assert.Equal(length, decoder.Read(seed[..length], length).OnlyFault().Bytes.Length);
            }
        }
    }

    /// <summary>Poison shows what is read and used; this shows what is read at all.</summary>
    [LinuxTheory]
    [MemberData(nameof(Names))]
    public void Nothing_is_read_where_the_memory_ends_with_the_frame(string name)
    {
        const int Frames = 10_000;
        var fuzzed = Fuzzed.All.Single(fuzzed => fuzzed.Name == name);
        var random = new Random(Seed);
        var decoder = fuzzed.Dialect.CreateDecoder();
        using IMemoryOwner<byte> owner = new GuardedMemory(64 * 1024);
        var memory = (GuardedMemory)owner;
        for (var i = 0; i < Frames; i++)
        {
            DecodedFrame found = new();
            decoder.Decode(new("feed", 1, Decoding.ReceivedAt, memory.Put(fuzzed.Next(random))), found);
            Assert.True(found.Events.Count + found.Faults.Count + found.Ignored > 0);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class LinuxTheoryAttribute : TheoryAttribute
    {
        public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Pages are guarded by the calls of Linux.";
    }
}
