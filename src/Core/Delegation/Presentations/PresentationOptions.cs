namespace Shaken.Core.Delegation.Presentations;

/// <summary>How presentations are taken.</summary>
/// <param name="Audiences">
/// Origins by which customers know this deployment, as <c>https://as.example</c>; empty: it takes no presentations.
/// </param>
public sealed record PresentationOptions(IReadOnlyList<string> Audiences)
{
    /// <summary>How long a nonce is good: as long as a person needs to sign with a key that is kept offline.</summary>
    public static readonly TimeSpan NonceLife = TimeSpan.FromMinutes(10);

    /// <summary>The purpose of the nonces, and the table of those that were used.</summary>
    public const string NoncePurpose = "presentation";

    /// <inheritdoc cref="NoncePurpose"/>
    public const string UsedNonces = "presentation-nonces";
}
