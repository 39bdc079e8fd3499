namespace Shaken.Web.Operators.Access;

/// <summary>The token within an Authorization value, as clients of an STI-PA write it: with <c>Bearer</c> or without.</summary>
internal static class AuthorizationText
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; null where there is none, or another scheme.</summary>
    public static string? TokenOf(string? authorization)
    {
        var text = (authorization ?? "").AsSpan().Trim();
        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) text = text[Scheme.Length..].Trim();
        return text.IsEmpty || text.Contains(' ') ? null : text.ToString();
    }
}
