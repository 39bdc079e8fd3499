using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation;

/// <summary>To whom numbers are lent, for operators: below <c>/operator/v1/delegation/customers</c>.</summary>
internal static class CustomerEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;

    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/delegation/customers</c>, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await CustomersOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new DelegationCustomersAnswer([.. page.Customers.Select(DelegationCustomerAnswer.Of)], page.Continuation),
            GrantAnswersJson.Default.DelegationCustomersAnswer);
    });

    /// <summary><c>GET /operator/v1/delegation/customers/{customer}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (TryReadId(context, out var id) && await CustomersOf(context).FindAsync(id, context.RequestAborted) is { } customer)
            await AnswerAsync(context, customer);
        else await AnswerAsync(context, new CustomerRefusal(CustomerFailure.NotFound, "there is no customer of this id"));
    });

    /// <summary>
    /// <c>PUT /operator/v1/delegation/customers/{customer}</c>: revision (0 for a new one), name, reason, and perhaps isActive.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, body.RootElement) is not { } revision) return;
        if (!TryReadId(context, out var id))
            await AnswerAsync(context, new CustomerRefusal(CustomerFailure.TermsNotAllowed, $"the id must have {CustomerId.Rule}"));
        else if (!ReadTerms(body.RootElement).TryGet(out var terms, out var refusal)) await AnswerAsync(context, refusal);
        else await AnswerAsync(context, await CustomersOf(context).ChangeAsync(id, revision, terms, act, context.RequestAborted));
    });

    private static Outcome<CustomerTerms, CustomerRefusal> ReadTerms(JsonElement body)
    {
        var isActive = true;
        if (body.TryGetProperty("isActive"u8, out var flag))
        {
            if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return new CustomerRefusal(CustomerFailure.TermsNotAllowed, "isActive must be true or false");
            isActive = flag.GetBoolean();
        }

        return CustomerTerms.Create(body.TryGetString("name"u8, out var name) ? name : null, isActive);
    }

    private static Task AnswerAsync(HttpContext context, Outcome<DelegationCustomer, CustomerRefusal> outcome)
    {
        if (outcome.TryGet(out var customer, out var refusal))
        {
            return context.Response.WriteAsJsonAsync(
                DelegationCustomerAnswer.Of(customer), GrantAnswersJson.Default.DelegationCustomerAnswer);
        }

        var status = refusal.Failure switch
        {
            CustomerFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
            CustomerFailure.NotFound => StatusCodes.Status404NotFound,
            CustomerFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static DelegationCustomers CustomersOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<DelegationCustomers>();

    private static bool TryReadId(HttpContext context, [NotNullWhen(true)] out CustomerId? id) =>
        CustomerId.TryParse(context.GetRouteValue("customer") as string, out id);
}
