namespace Shaken.Core.CallPlacement.Bearers;

/// <summary>The token within an Authorization value.</summary>
public static class BearerText
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of <c>Bearer …</c>, the scheme in any case; null where it is another scheme or nothing.</summary>
    public static string? Of(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && authorization.AsSpan(Scheme.Length).Trim() is { Length: > 0 } token
            ? token.ToString()
            : null;
}
