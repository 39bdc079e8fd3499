namespace Shaken.Core.Delegation.Grants;

/// <summary>Takes back what was issued on the strength of a grant that counts no more.</summary>
public interface IWithdrawnGrants
{
    /// <summary>
    /// Revokes what rests on a withdrawn grant. It returns when that is durable; an exception means that it is tried again. It may be
    /// called more than once for a grant.
    /// </summary>
    /// <param name="reason">Plain text, for the audit log.</param>
    /// <returns>False: an order of before is at work still and may bring a certificate. It is asked again.</returns>
    ValueTask<bool> RevokeAsync(NumberGrant grant, string reason, CancellationToken cancellationToken);
}
