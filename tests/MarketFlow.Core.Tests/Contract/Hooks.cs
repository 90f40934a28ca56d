namespace MarketFlow.Tests;

/// <summary>The caller's delegates of an operator under test: each can be made to throw, and each key to be null, from its n-th call on.</summary>
public sealed class Hooks
{
    private readonly Dictionary<string, int> _calls = [];

    /// <summary>The delegate that throws; null where none does.</summary>
    public string? Throws { get; init; }

    /// <summary>The delegate that returns a null key; null where none does.</summary>
    public string? IsNull { get; init; }

    /// <summary>The delegate that does something to the subscription; null where none does.</summary>
    public string? Acts { get; init; }

    /// <summary>What that delegate does, before it throws if it throws.</summary>
    public Action? Act { get; set; }

    /// <summary>The call, counted from 1, at which it does.</summary>
    public int FromCall { get; init; } = 1;

    /// <summary>What is thrown.</summary>
    public InvalidOperationException Error { get; } = new("A delegate of the caller throws.");

    /// <summary>How often a delegate was called.</summary>
    public int Calls(string name) => _calls.GetValueOrDefault(name);

    /// <summary>Passes a delegate's result through.</summary>
    public TValue Call<TValue>(string name, TValue value)
    {
        var calls = _calls[name] = Calls(name) + 1;
        if (name == Acts && calls == FromCall)
        {
            Act!();
        }

        return name == Throws && calls >= FromCall ? throw Error : value;
    }

    /// <summary>Passes a key through.</summary>
    public string Key(string name, string key)
    {
        Call(name, key);
        return name == IsNull && Calls(name) >= FromCall ? null! : key;
    }
}
