using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Web.Authentication.Renewal;

/// <summary>An SPC token in a file that somebody keeps fresh: read each time.</summary>
internal sealed class TokenFile(string path) : IAuthorityTokens
{
    public async Task<Outcome<string, AcmeFailure>> GetAsync(TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new AcmeFailure(AcmeFailureKind.NoToken, $"the token's file cannot be read: {exception.Message}");
        }
    }
}
