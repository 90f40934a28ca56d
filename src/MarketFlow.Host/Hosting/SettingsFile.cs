using Microsoft.Extensions.Configuration.Json;

namespace MarketFlow.Host;

/// <summary>A configuration file that is followed while the host runs. One that is broken while it is written leaves in force what was there before.</summary>
internal sealed class SettingsFile : JsonConfigurationSource
{
    private bool _isNamed;

    /// <summary>A file that <c>--config</c> names.</summary>
    public static SettingsFile Named(string path)
    {
        SettingsFile file = new() { Path = path, ReloadOnChange = true, _isNamed = true };
        file.ResolveFileProvider();
        return file;
    }

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

    /// <summary>The files of a configuration, with the names in each.</summary>
    public static IEnumerable<Content> ContentsOf(IConfiguration configuration) =>
        configuration is IConfigurationRoot root ? root.Providers.OfType<Provider>().Select(provider => provider.Content) : [];

    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new Provider(this);
    }

    /// <summary>What a file holds: names alone, as the file has them.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="IsNamed">True where <c>--config</c> names it.</param>
    /// <param name="Names">The full names of its settings.</param>
    internal sealed record Content(string Path, bool IsNamed, IReadOnlyCollection<string> Names);

    private sealed class Provider(SettingsFile file) : JsonConfigurationProvider(file)
    {
        private bool _wasRead;

        // Kept, because the web server writes addresses of its own into the data of every provider.
        private IReadOnlyCollection<string> _names = [];

        public Content Content => new(file.Path!, file._isNamed, _names);

        public string? Problem { get; private set; }

        public override void Load(Stream stream)
        {
            var before = Data;
            try
            {
                base.Load(stream);
                (_wasRead, Problem, _names) = (true, null, [.. Data.Keys]);
            }
            catch (FormatException error) when (_wasRead)
            {
                (Data, Problem) = (before, $"{file.Path} cannot be read: {error.Message} {error.InnerException?.Message}");
            }
        }
    }
}
