namespace Shaken.Core.PolicyAdministrator.Crl;

/// <summary>
/// The next CRL would break a rule, as one that its signer's certificate does not outlast: nothing was signed, and it stays so until an
/// operator mends the signer, the schedule or the entries. The message names the rules.
/// </summary>
public sealed class CrlNotAllowedException : InvalidOperationException
{
    public CrlNotAllowedException()
    {
    }

    public CrlNotAllowedException(string message)
        : base(message)
    {
    }

    public CrlNotAllowedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
