using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.ConsolePages.Sessions;

/// <summary>Who uses the console, and what this deployment does.</summary>
/// <param name="Roles">Of the operator.</param>
/// <param name="Deployment">The roles that are on.</param>
/// <param name="Antiforgery">What changes send as <c>X-Shaken-Antiforgery</c>.</param>
public sealed record ConsoleSessionAnswer(
    string UserId, IReadOnlyList<string> Roles, IReadOnlyList<string> Deployment, string Antiforgery)
{
    internal static ConsoleSessionAnswer Of(Principal principal, string accessToken, DeployedRoles deployment) => new(
        principal.UserId,
        [.. principal.Roles.Select(role => KebabCase.Of(role)).Order(StringComparer.Ordinal)],
        [.. deployment.Roles.Select(role => KebabCase.Of(role)).Order(StringComparer.Ordinal)],
        OpenSessions.FindProof(accessToken) ?? "");
}

/// <summary>The roles that are on, for the menu.</summary>
internal sealed record DeployedRoles(IReadOnlyList<Role> Roles);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsoleSessionAnswer))]
internal sealed partial class ConsoleSessionJson : JsonSerializerContext;
