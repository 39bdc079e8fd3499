using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Shared.Health;

/// <summary>What the endpoints of health promise.</summary>
internal static class HealthOperations
{
    private static readonly Content Report = Content.Json(() => HealthJson.Default.HealthAnswer);

    public static IReadOnlyList<Operation> All { get; } =
    [
        Readiness("Health", "Say whether a request would be served now"),
        new("HealthLive", "Say that the process answers")
        {
            Security = [],
            Answers = [new(200, "The process answers. Nothing was checked.", Report)],
        },
        Readiness("HealthReady", "Say whether a request would be served now"),
    ];

    private static Operation Readiness(string function, string summary) => new(function, summary)
    {
        Security = [],
        Answers =
        [
            new(200, "Requests are served.", Report),
            new(503, "Requests are not served; a check says why.", Report),
        ],
    };
}
