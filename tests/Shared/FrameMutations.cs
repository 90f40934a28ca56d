namespace MarketFlow.Tests;

/// <summary>What a hostile or broken peer makes of good frames.</summary>
internal static class FrameMutations
{
    /// <summary>Breaks a frame in one to three places: bits, bytes, pieces left out or told twice, and splices put in or in place of a value.</summary>
    /// <param name="sample">The frame; not changed.</param>
    /// <param name="splices">Pieces that are awkward in the vendor's encoding.</param>
    /// <param name="random">Seeded, so that a failure can be seen again.</param>
    public static byte[] Mutate(byte[] sample, byte[][] splices, Random random)
    {
        var bytes = sample.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, splices[random.Next(splices.Length)]);
                    break;
                default:
                    ReplaceValue(bytes, at, splices[random.Next(splices.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts one or two values of JSON in place of others, so that the frame mostly stays well-formed: what is tried is what it says, not its syntax.</summary>
    /// <param name="sample">The frame, in JSON; not changed.</param>
    /// <param name="values">What is put in.</param>
    /// <param name="random">Seeded, so that a failure can be seen again.</param>
    public static byte[] Reshape(byte[] sample, byte[][] values, Random random)
    {
        var bytes = sample.ToList();
        for (var count = random.Next(1, 3); count > 0; count--)
        {
            ReplaceValue(bytes, random.Next(bytes.Count), values[random.Next(values.Length)]);
        }

        return [.. bytes];
    }

    // From a colon or comma to the next, or a byte where there is none: keeps much of the frame well-formed, so that shapes are tried and not only the syntax.
    private static void ReplaceValue(List<byte> bytes, int at, byte[] splice)
    {
        var start = bytes.FindIndex(at, value => value is (byte)':' or (byte)',');
        var end = start < 0 ? -1 : bytes.FindIndex(start + 1, value => value is (byte)',' or (byte)'}' or (byte)']');
        if (end > 0)
        {
            bytes.RemoveRange(start + 1, end - start - 1);
            bytes.InsertRange(start + 1, splice);
        }
        else
        {
            bytes.RemoveAt(at);
            bytes.InsertRange(at, splice);
        }
    }
}
