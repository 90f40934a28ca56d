namespace MarketFlow.Testing;

/// <summary>A stream broke one of the <see cref="Laws"/>; the message says which, and shows the first offenders.</summary>
public sealed class LawBreachException : Exception
{
    /// <summary>Makes a breach that says nothing.</summary>
    public LawBreachException()
    {
    }

    /// <summary>Makes a breach.</summary>
    /// <param name="message">Which law was broken, and by what.</param>
    public LawBreachException(string message)
        : base(message)
    {
    }

    /// <summary>Makes a breach that something else caused.</summary>
    /// <param name="message">Which law was broken, and by what.</param>
    /// <param name="innerException">The cause.</param>
    public LawBreachException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
