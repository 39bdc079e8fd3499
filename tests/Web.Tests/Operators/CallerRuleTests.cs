using Shaken.Core.Principals;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Operators.Access;

namespace Shaken.Web.Tests.Operators;

/// <summary>Whom each rule of a route lets in.</summary>
public sealed class CallerRuleTests
{
    // Rows: the rule, and who is let in of the callers below, in their order.
    public static TheoryData<string, string> Rules => new()
    {
        { "operators", "administrator registrar auditor governance" },
        { "operators of registrar, auditor", "registrar auditor" },
        { "account one", "user-of-one" },
        { "account one or registrar", "registrar user-of-one" },
        { "list readers", "administrator registrar auditor governance user-of-one user-of-two partner" },
        { "kinds reporter, authority", "reporter authority" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void FindRefusal_EachCaller_LetsInWhomTheRuleNames(string rule, string letIn)
    {
        var allowed = Callers().Where(caller => Of(rule).FindRefusal(caller.Principal) is null);
        Assert.Equal(letIn, string.Join(' ', allowed.Select(caller => caller.Name)));
    }

    [Fact]
    public void AccountOf_AnotherAccountsUser_IsToldSo() =>
        Assert.IsType<CallerRefusal.AccountOfAnother>(
            CallerRule.AccountOf("one").FindRefusal(Callers().Single(caller => caller.Name == "user-of-two").Principal));

    // An account's id is not a prefix, and a partner that is named as an account is no user of it.
    [Theory]
    [InlineData(PrincipalKind.AccountUser, "on")]
    [InlineData(PrincipalKind.AccountUser, "One")]
    [InlineData(PrincipalKind.Partner, "one")]
    public void AccountOf_CallerOfNearlyThatAccount_IsRefused(PrincipalKind kind, string account) =>
        Assert.NotNull(CallerRule.AccountOf("one").FindRefusal(Principal(kind, account)));

    private static CallerRule Of(string rule) => rule switch
    {
        "operators" => CallerRule.Operators(),
        "operators of registrar, auditor" => CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Auditor),
        "account one" => CallerRule.AccountOf("one"),
        "account one or registrar" => CallerRule.AccountOf("one", OperatorRole.Registrar),
        "list readers" => CallerRule.ListReaders,
        "kinds reporter, authority" => CallerRule.Kinds(PrincipalKind.Reporter, PrincipalKind.Authority),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static IEnumerable<(string Name, Principal Principal)> Callers() =>
    [
        ("administrator", Core.Principals.Principal.OfOperator("a", [OperatorRole.Administrator])),
        ("registrar", Core.Principals.Principal.OfOperator("r", [OperatorRole.Registrar])),
        ("auditor", Core.Principals.Principal.OfOperator("u", [OperatorRole.Auditor])),
        ("governance", Core.Principals.Principal.OfOperator("g", [OperatorRole.Governance])),
        ("user-of-one", Principal(PrincipalKind.AccountUser, "one")),
        ("user-of-two", Principal(PrincipalKind.AccountUser, "two")),
        ("partner", Principal(PrincipalKind.Partner, "CA")),
        ("reporter", Principal(PrincipalKind.Reporter, "analytics")),
        ("authority", Principal(PrincipalKind.Authority, "ca-1")),
        ("tenant", Principal(PrincipalKind.Tenant, "one")),
        ("customer", Principal(PrincipalKind.Customer, "one")),
    ];

    private static Principal Principal(PrincipalKind kind, string account) =>
        Core.Principals.Principal.OfOperator("x", [OperatorRole.Auditor]) with
    {
        Profile = PrincipalProfile.Create(kind, account, [], [], TrustListForm.Standard).Value,
    };
}
