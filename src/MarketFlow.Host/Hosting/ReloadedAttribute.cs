namespace MarketFlow.Host;

/// <summary>A setting whose change in a configuration file counts without a restart; where it holds others, all of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ReloadedAttribute : Attribute;
