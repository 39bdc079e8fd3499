namespace Shaken.Core.CallPlacement.Posting;

/// <summary>Where the PASSporT of one call is posted to, and how.</summary>
/// <param name="Url">With <see cref="CpsForm.Open"/> what is posted to, exactly; else the base URL.</param>
/// <param name="Audience">The name for a bearer's aud; of no use in the dialects without bearers.</param>
/// <param name="IsOperators">
/// The operator named the host, so its address is not judged. Otherwise a list or an advertisement named it, and it is posted to by the
/// rules for URLs of outsiders.
/// </param>
internal sealed record PostRoute(CpsForm Form, Uri Url, string Audience, bool IsOperators)
{
    /// <summary>Host and port: each has a queue of its own.</summary>
    public string Host => Url.Authority;
}
