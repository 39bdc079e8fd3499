using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Hosting;

/// <summary>One line when the program serves: what it does, where its state lies, where it listens.</summary>
internal static partial class StartLog
{
    /// <summary>To be called once the program has started: the addresses have their real ports then.</summary>
    public static void Write(WebApplication app, ParsedSettings settings)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(StartLog));
        var roles = string.Join(',', settings.Get<RoleSettings>().Roles.Order()).ToLowerInvariant();
        var store = StoreOf(settings.Get<StorageSettings>());
        var listening = ShakenProgram.AddressesOf(app);
        var health = listening is [var first, ..] ? $"{first.TrimEnd('/')}/health" : "/health";
        var addresses = string.Join(' ', listening);
        LogStarted(logger, roles, store, addresses, health);
    }

    private static string StoreOf(StorageSettings storage) => storage.Kind switch
    {
        StorageKind.Memory => "memory",
        StorageKind.Disk => Path.GetFullPath(storage.DataFolder),
        StorageKind.Azure => "azure",
    };

    [LoggerMessage(
        EventId = 8125, Level = LogLevel.Information,
        Message = "Roles {Roles}, store {Store}, listening on {Addresses}, health at {Health}")]
    private static partial void LogStarted(ILogger logger, string roles, string store, string addresses, string health);
}
