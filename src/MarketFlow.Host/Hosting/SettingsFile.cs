using Microsoft.Extensions.Configuration.Json;

namespace MarketFlow.Host;

/// <summary>A configuration file that is followed while the host runs. One that is broken while it is written leaves in force what was there before.</summary>
internal sealed class SettingsFile : JsonConfigurationSource
{
    /// <summary>Makes a followed file of a file that is read.</summary>
    public static SettingsFile Of(JsonConfigurationSource file) => new()
    {
        Path = file.Path!,
        FileProvider = file.FileProvider,
        Optional = file.Optional,
        ReloadOnChange = true,
    };

    /// <summary>Why the latest state of the files cannot be read, in words; empty where it can.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration) =>
        configuration is IConfigurationRoot root ? [.. root.Providers.OfType<Provider>().Select(provider => provider.Problem).OfType<string>()] : [];

    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new Provider(this);
    }

    private sealed class Provider(SettingsFile file) : JsonConfigurationProvider(file)
    {
        private bool _wasRead;

        public string? Problem { get; private set; }

        public override void Load(Stream stream)
        {
            var before = Data;
            try
            {
                base.Load(stream);
                (_wasRead, Problem) = (true, null);
            }
            catch (FormatException error) when (_wasRead)
            {
                (Data, Problem) = (before, $"{file.Path} cannot be read: {error.Message} {error.InnerException?.Message}");
            }
        }
    }
}
