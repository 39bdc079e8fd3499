using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation;

/// <summary>Numbers that are lent: operators grant and withdraw them, a customer sees its own.</summary>
internal static class GrantEndpoints
{
    // 4,096 blocks of 15 digits, with their quotes.
    private const int MaxBodyOctets = 160 * 1024;

    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/delegation/grants?customer=</c>, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (CustomerId.TryParse(context.Request.Query["customer"].ToString(), out var customer)) await ListAsync(context, customer);
        else
        {
            await RefuseAsync(context, new GrantRefusal(
                GrantFailure.TermsNotAllowed, $"the query must have customer, whose id has {CustomerId.Rule}"));
        }
    });

    /// <summary><c>GET /delegation/v1/grants</c>: those of the customer who asks.</summary>
    public static Task ListOwnAsync(HttpContext context) =>
        CallerAccess.HandleAsync(context, CallerRule.Kinds(PrincipalKind.Customer), async caller =>
        {
            if (CustomerId.TryParse(caller.Principal.Account, out var customer)) await ListAsync(context, customer);
            else
            {
                await RefuseAsync(context, new GrantRefusal(
                    GrantFailure.CustomerUnknown, "the caller's account is no id of a customer; ask the operator of this deployment"));
            }
        });

    /// <summary>
    /// <c>POST /operator/v1/delegation/grants</c>: customer, provider, numbers, until, reason, and perhaps from, isShared, originators.
    /// </summary>
    public static Task GrantAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        if (!GrantBody.Read(body.RootElement).TryGet(out var terms, out var refusal))
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var outcome = await GrantsOf(context).GrantAsync(terms, act, context.RequestAborted);
        await AnswerAsync(context, outcome, StatusCodes.Status201Created);
    });

    /// <summary><c>GET /operator/v1/delegation/grants/{grant}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (TryReadId(context, out var id) && await GrantsOf(context).FindAsync(id, context.RequestAborted) is { } grant)
            await AnswerAsync(context, grant);
        else await RefuseAsync(context, NotFound);
    });

    /// <summary><c>POST /operator/v1/delegation/grants/{grant}/withdraw</c>: reason.</summary>
    public static Task WithdrawAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        if (!TryReadId(context, out var id))
        {
            await RefuseAsync(context, NotFound);
            return;
        }

        var outcome = await GrantsOf(context).WithdrawAsync(id, act, context.RequestAborted);

        // At once where that is possible. Where it is not, the log says so, and the timer goes on.
        if (outcome.IsSuccess) await context.RequestServices.GetRequiredService<SettleWithdrawn>().TryRunAsync(id, context.RequestAborted);
        await AnswerAsync(context, outcome);
    });

    /// <summary><c>GET /operator/v1/delegation/numbers/{number}</c>: the grants by which it is lent now.</summary>
    public static Task FindAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (!TelephoneNumber.TryParseCanonical(context.GetRouteValue("number") as string, out var number))
        {
            await RefuseAsync(context, new GrantRefusal(GrantFailure.TermsNotAllowed, "the path must name a number: 1 to 15 of 0-9 * #"));
            return;
        }

        var grants = await GrantsOf(context).ListOfAsync(number, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            GrantsAnswer.Of(new GrantPage(grants, Continuation: null)), GrantAnswersJson.Default.GrantsAnswer);
    });

    private static async Task ListAsync(HttpContext context, CustomerId customer)
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await GrantsOf(context).ListAsync(customer, paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(GrantsAnswer.Of(page), GrantAnswersJson.Default.GrantsAnswer);
    }

    private static Task AnswerAsync(
        HttpContext context, Outcome<NumberGrant, GrantRefusal> outcome, int status = StatusCodes.Status200OK)
    {
        if (!outcome.TryGet(out var grant, out var refusal)) return RefuseAsync(context, refusal);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(GrantAnswer.Of(grant), GrantAnswersJson.Default.GrantAnswer);
    }

    private static Task RefuseAsync(HttpContext context, GrantRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            GrantFailure.TermsNotAllowed or GrantFailure.TooWide => StatusCodes.Status400BadRequest,
            GrantFailure.NotFound => StatusCodes.Status404NotFound,
            GrantFailure.CustomerUnknown or GrantFailure.CustomerInactive or GrantFailure.ProviderNotLending
                or GrantFailure.NumbersNotHeld or GrantFailure.LentToAnother or GrantFailure.BeingLent or GrantFailure.TooManyCustomers
                or GrantFailure.NotGranted or GrantFailure.SeveralProviders => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static GrantRefusal NotFound { get; } = new(GrantFailure.NotFound, "there is no grant of this id");

    private static NumberGrants GrantsOf(HttpContext context) => context.RequestServices.GetRequiredService<NumberGrants>();

    private static bool TryReadId(HttpContext context, [NotNullWhen(true)] out GrantId? id) =>
        GrantId.TryParse(context.GetRouteValue("grant") as string, out id);
}
