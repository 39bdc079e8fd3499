using System.Collections.Frozen;
using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Principals;

/// <summary>
/// What an operator enters about a principal. Only <see cref="Create"/> makes one, so every part is within its bounds.
/// </summary>
public sealed class PrincipalProfile
{
    private const int MaxAccount = 64;

    private PrincipalProfile(
        PrincipalKind kind, string? account, FrozenSet<OperatorRole> roles, IReadOnlyList<IPNetwork> addresses, TrustListForm listForm) =>
        (Kind, Account, Roles, Addresses, ListForm) = (kind, account, roles, addresses, listForm);

    public PrincipalKind Kind { get; }

    /// <summary>
    /// Id of the account of an account user; name of a partner, a reporter or an STI-CA; id of a tenant or of a customer; null of an
    /// operator.
    /// </summary>
    public string? Account { get; }

    /// <summary>Of an operator; empty of everybody else.</summary>
    public IReadOnlySet<OperatorRole> Roles { get; }

    /// <summary>Networks it may call from; empty: any.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; }

    /// <summary>How its client reads the trusted-CA list.</summary>
    public TrustListForm ListForm { get; }

    public static Outcome<PrincipalProfile, PrincipalRefusal> Create(
        PrincipalKind kind, string? account, IReadOnlyCollection<OperatorRole> roles, IReadOnlyList<IPNetwork> addresses,
        TrustListForm listForm)
    {
        var isOperator = kind == PrincipalKind.Operator;
        var violation = isOperator && account is not null ? "an operator has no account"
            : isOperator && roles.Count == 0 ? "an operator has at least one role"
            : !isOperator && roles.Count > 0 ? "only an operator has roles"
            : !isOperator && !PlainText.IsPlain(account, MaxAccount) ? $"account must be plain text of 1 to {MaxAccount} characters"
            : addresses.Count > AddressList.MaxNetworks ? $"a principal has at most {AddressList.MaxNetworks} networks"
            : null;
        if (violation is not null) return new PrincipalRefusal(PrincipalFailure.ProfileNotAllowed, violation);
        return new PrincipalProfile(kind, account, roles.ToFrozenSet(), [.. addresses], listForm);
    }
}
