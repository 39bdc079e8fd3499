using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Complaints;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Complaints;

/// <summary>A complaint about a provider.</summary>
/// <param name="Provider">As US/1234.</param>
/// <param name="Subject">What it is about, without personal data.</param>
/// <param name="State"><c>open</c>, <c>upheld</c> or <c>dismissed</c>.</param>
internal sealed record ComplaintAnswer(
    string Reference, string Provider, DateOnly ReceivedOn, string Subject, string State, long Revision, DateTimeOffset ChangedAt)
{
    public static ComplaintAnswer Of(Complaint complaint) => new(
        complaint.Reference, complaint.Provider.ToString(), complaint.ReceivedOn, complaint.Subject, KebabCase.Of(complaint.State),
        complaint.Revision, complaint.ChangedAt);
}

/// <summary>A page of complaints; a cursor leads to the next.</summary>
internal sealed record ComplaintsAnswer(IReadOnlyList<ComplaintAnswer> Complaints, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComplaintAnswer))]
[JsonSerializable(typeof(ComplaintsAnswer))]
internal sealed partial class ComplaintAnswersJson : JsonSerializerContext;

/// <summary>Complaints about providers, for operators: below <c>/operator/v1/complaints</c>.</summary>
internal static class ComplaintEndpoints
{
    private const int MaxBodyOctets = 16 * 1024;

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Registrars = CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/complaints</c>, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await RegisterOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ComplaintsAnswer([.. page.Complaints.Select(ComplaintAnswer.Of)], page.Continuation),
            ComplaintAnswersJson.Default.ComplaintsAnswer);
    });

    /// <summary><c>GET /operator/v1/complaints/{reference}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
        await AnswerAsync(context, await RegisterOf(context).FindAsync(ReferenceOf(context), context.RequestAborted) is { } complaint
            ? complaint
            : new ComplaintRefusal(ComplaintFailure.NotFound, "there is no complaint of this reference")));

    /// <summary>
    /// <c>PUT /operator/v1/complaints/{reference}</c>: <c>{provider, receivedOn, subject, state, revision, reason}</c>, revision 0 for a
    /// new one.
    /// </summary>
    public static Task PutAsync(HttpContext context) => CallerAccess.HandleAsync(context, Registrars, async caller =>
    {
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (!ReadTerms(json.RootElement).TryGet(out var terms, out var refusal)) await AnswerAsync(context, refusal);
        else
        {
            await AnswerAsync(
                context, await RegisterOf(context).ChangeAsync(ReferenceOf(context), revision, terms, act, context.RequestAborted));
        }
    });

    private static Outcome<ComplaintTerms, ComplaintRefusal> ReadTerms(JsonElement body)
    {
        if (!ProviderId.TryParse(body.TryGetString("provider"u8, out var code) ? code : null, out var provider))
            return Refuse("provider must be a country and a code, such as US/1234");
        if (!DateOnly.TryParseExact(
            body.TryGetString("receivedOn"u8, out var day) ? day : null, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var receivedOn))
            return Refuse("receivedOn must be a day (yyyy-MM-dd)");
        if (!KebabCase.TryParse(body.TryGetString("state"u8, out var named) ? named : null, out ComplaintState state))
            return Refuse($"state must be one of {KebabCase.NamesOf<ComplaintState>()}");
        return ComplaintTerms.Create(provider, receivedOn, body.TryGetString("subject"u8, out var subject) ? subject : null, state);
    }

    private static ComplaintRefusal Refuse(string detail) => new(ComplaintFailure.TermsNotAllowed, detail);

    private static Task AnswerAsync(HttpContext context, Outcome<Complaint, ComplaintRefusal> outcome)
    {
        if (outcome.TryGet(out var complaint, out var refusal))
            return context.Response.WriteAsJsonAsync(ComplaintAnswer.Of(complaint), ComplaintAnswersJson.Default.ComplaintAnswer);
        var status = refusal.Failure switch
        {
            ComplaintFailure.TermsNotAllowed => StatusCodes.Status400BadRequest,
            ComplaintFailure.NotFound => StatusCodes.Status404NotFound,
            ComplaintFailure.RevisionDiffers => StatusCodes.Status409Conflict,
        };
        return context.Response.WriteProblemAsync(Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail));
    }

    private static string ReferenceOf(HttpContext context) => context.GetRouteValue("reference") as string ?? "";

    private static ComplaintRegister RegisterOf(HttpContext context) => context.RequestServices.GetRequiredService<ComplaintRegister>();
}
