using System.Globalization;
using Shaken.OperatorConsole.Api;
using Shaken.OperatorConsole.Session;
using Shaken.OperatorConsole.Shell;

namespace Shaken.OperatorConsole.Screens.Overview;

/// <summary>What is said of something that expires, and where one acts on it.</summary>
internal static class Expiring
{
    /// <summary>The screen; null: there is none, or the operator does not see it.</summary>
    public static string? LinkOf(ExpiryLine line, OperatorSession session)
    {
        var screen = line.Kind switch
        {
            "trusted-ca-list" => "lists",
            "cps-list" => "cps",
            "country-policy" => "countries",
            "registry-list" or "joined-list" => "registry",
            "crl" => "revocation",
            "signing-certificate" => "tenants",
            "evidence" => "providers",
            "signer" or "ca" or "followed" => "settings",
            _ => null,
        };
        var isShown = NavEntry.All.Any(entry =>
            entry.Path == screen && session.Has(entry.DeploymentRoles) && session.Is(entry.OperatorRoles));
        return !isShown ? null : line.Account is { } account ? $"{screen}/{Uri.EscapeDataString(account)}" : screen;
    }

    public static string Renewer(ExpiryLine line) => line.Kind switch
    {
        "trusted-ca-list" or "cps-list" or "country-policy" or "registry-list" or "joined-list" or "crl" => "the deployment, by its timer",
        "evidence" => "the provider; then amend the account",
        "followed" => "who publishes it",
        "signing-certificate" => "the renewal, or the operator",
        _ => "the operator, by a ceremony",
    };

    /// <summary>How long is left, in words.</summary>
    public static string Left(ExpiryLine line, DateTimeOffset now)
    {
        if (line.ExpiresAt is not { } end) return "";
        var left = end - now;
        var text = left.Duration() switch
        {
            { TotalDays: >= 2 } days => string.Create(CultureInfo.InvariantCulture, $"{days.TotalDays:0} days"),
            { TotalHours: >= 2 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalHours:0} hours"),
            var minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes.TotalMinutes:0} minutes"),
        };
        return left < TimeSpan.Zero ? $"{text} ago" : text;
    }
}
