using Shaken.Core.Foundations;
using Shaken.Core.Principals;

namespace Shaken.Web.Operators.Access;

/// <summary>Who may use a route. A closed set.</summary>
internal abstract record CallerRule
{
    private CallerRule()
    {
    }

    /// <summary>Account users, partners and operators: those who read the lists that the administrator publishes.</summary>
    public static CallerRule ListReaders { get; } = Kinds(PrincipalKind.AccountUser, PrincipalKind.Partner, PrincipalKind.Operator);

    /// <summary>Operators with one of these roles; any operator if none is named.</summary>
    public static CallerRule Operators(params OperatorRole[] anyOf) => new OfOperators(anyOf);

    /// <summary>The users of an account, and operators with one of these roles; no operator if none is named.</summary>
    public static CallerRule AccountOf(string accountId, params OperatorRole[] orOperators) => new OfAccount(accountId, orOperators);

    /// <summary>Principals of these kinds.</summary>
    public static CallerRule Kinds(params PrincipalKind[] kinds) => new OfKinds(kinds);

    /// <summary>Why the rule does not let a principal in; null: it does.</summary>
    public abstract CallerRefusal? FindRefusal(Principal principal);

    private static string NamesOf<T>(IEnumerable<T> members)
        where T : struct, Enum => string.Join(", ", members.Select(member => KebabCase.Of(member)));

    private sealed record OfOperators(IReadOnlyList<OperatorRole> AnyOf) : CallerRule
    {
        public override CallerRefusal? FindRefusal(Principal principal) =>
            principal.Kind == PrincipalKind.Operator && (AnyOf.Count == 0 || AnyOf.Any(principal.Roles.Contains))
                ? null
                : new CallerRefusal.NotAllowed(AnyOf.Count == 0 ? "operators" : $"operators of the roles {NamesOf(AnyOf)}");
    }

    private sealed record OfAccount(string AccountId, IReadOnlyList<OperatorRole> OrOperators) : CallerRule
    {
        public override CallerRefusal? FindRefusal(Principal principal) => principal.Kind switch
        {
            PrincipalKind.AccountUser => principal.Account == AccountId ? null : new CallerRefusal.AccountOfAnother(),
            PrincipalKind.Operator => OrOperators.Any(principal.Roles.Contains) ? null : NotAllowed,
            PrincipalKind.Partner or PrincipalKind.Reporter or PrincipalKind.Authority or PrincipalKind.Tenant
                or PrincipalKind.Customer => NotAllowed,
        };

        private CallerRefusal.NotAllowed NotAllowed => new(
            OrOperators.Count == 0 ? "users of the account" : $"users of the account, and operators of the roles {NamesOf(OrOperators)}");
    }

    private sealed record OfKinds(IReadOnlyList<PrincipalKind> Any) : CallerRule
    {
        public override CallerRefusal? FindRefusal(Principal principal) =>
            Any.Contains(principal.Kind) ? null : new CallerRefusal.NotAllowed($"principals of the kinds {NamesOf(Any)}");
    }
}
