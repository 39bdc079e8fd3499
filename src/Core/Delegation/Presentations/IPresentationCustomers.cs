namespace Shaken.Core.Delegation.Presentations;

/// <summary>Which customers of the receiving provider presentations count for: its signing policies say so.</summary>
public interface IPresentationCustomers
{
    /// <summary>Whether the policy of the tenant takes presentations for the customer.</summary>
    ValueTask<bool> TakesAsync(CustomerRef customer, CancellationToken cancellationToken);
}
