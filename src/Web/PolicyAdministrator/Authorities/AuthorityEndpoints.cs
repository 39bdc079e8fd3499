using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Authorities;

/// <summary>Roots of STI-CAs, for operators: below <c>/operator/v1/authorities</c>. Governance alone decides on them.</summary>
internal static class AuthorityEndpoints
{
    private const int MaxBodyOctets = 64 * 1024;
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly CallerRule Readers = CallerRule.Operators();
    private static readonly CallerRule Applicants = CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Governance);
    private static readonly CallerRule Deciders = CallerRule.Operators(OperatorRole.Governance);

    /// <summary><c>GET /operator/v1/authorities</c></summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindRulesAsync(context) is not { } rules) return;
        var authorities = new List<AuthorityAnswer>();
        await foreach (var authority in Authorities(context).ListAsync(context.RequestAborted))
            authorities.Add(AuthorityAnswer.Of(authority, rules.Profile, NowOf(context)));
        await context.Response.WriteAsJsonAsync(new AuthoritiesAnswer(authorities), AuthorityAnswersJson.Default.AuthoritiesAnswer);
    });

    /// <summary><c>GET /operator/v1/authorities/{id}</c></summary>
    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, Readers, async _ =>
    {
        if (await FindRulesAsync(context) is not { } rules) return;
        await AnswerAsync(context, rules, await Authorities(context).FindAsync(IdOf(context), context.RequestAborted) is { } authority
            ? authority : new AuthorityRefusal(AuthorityFailure.NotFound, "there is no root of this id"));
    });

    /// <summary>
    /// <c>POST /operator/v1/authority-challenges</c>: <c>{certificate}</c> gives the text that the root's key must sign today.
    /// </summary>
    public static Task ChallengeAsync(HttpContext context) => CallerAccess.HandleAsync(context, Applicants, async _ =>
    {
        if (await FindRulesAsync(context) is not { } rules) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadRootAsync(context, json.RootElement) is not { } root) return;
        var today = DateOnly.FromDateTime(NowOf(context).UtcDateTime);
        var answer = new ChallengeAnswer(root.Fingerprint, today, RootPossession.ChallengeOf(rules.Administrator, root.Fingerprint, today));
        await context.Response.WriteAsJsonAsync(answer, AuthorityAnswersJson.Default.ChallengeAnswer);
    });

    /// <summary>
    /// <c>POST /operator/v1/authorities</c>: <c>{certificate, name, practiceStatement, signedOn, proof, reason}</c>, the certificate in
    /// PEM, the proof in base64.
    /// </summary>
    public static Task ApplyAsync(HttpContext context) => CallerAccess.HandleAsync(context, Applicants, async caller =>
    {
        if (await FindRulesAsync(context) is not { } rules) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ReadApplicationAsync(context, json.RootElement) is not { } application) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        var outcome = await Change(context).ApplyAsync(application, act, context.RequestAborted);
        if (outcome.TryGet(out var authority, out _))
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"/operator/v1/authorities/{authority.Id}";
        }

        await AnswerAsync(context, rules, outcome);
    });

    /// <summary>
    /// <c>POST /operator/v1/authorities/{id}/state</c>: <c>{state, revision, reason}</c> approves, suspends or removes a root. The next run
    /// of the timer, within a minute, publishes a list of the roots then approved.
    /// </summary>
    public static Task MoveAsync(HttpContext context) => CallerAccess.HandleAsync(context, Deciders, async caller =>
    {
        if (await FindRulesAsync(context) is not { } rules) return;
        using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
        if (json is null || await ActRequests.ReadStateAsync<AuthorityState>(context, json.RootElement) is not { } state) return;
        if (await ActRequests.ReadRevisionAsync(context, json.RootElement) is not { } revision) return;
        if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
        await AnswerAsync(context, rules, await Change(context).MoveAsync(IdOf(context), revision, state, act, context.RequestAborted));
    });

    private static async Task AnswerAsync(HttpContext context, AuthorityRules rules, Outcome<ApprovedAuthority, AuthorityRefusal> outcome)
    {
        if (outcome.TryGet(out var authority, out var refusal))
        {
            await context.Response.WriteAsJsonAsync(
                AuthorityAnswer.Of(authority, rules.Profile, NowOf(context)), AuthorityAnswersJson.Default.AuthorityAnswer);
        }
        else await context.Response.WriteProblemAsync(AuthorityProblems.Of(refusal));
    }

    // Null: the refusal was written.
    private static async Task<AuthorityRules?> FindRulesAsync(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<IOptions<AdministratorSettings>>().Value.Authorities is { } rules) return rules;
        await context.Response.WriteProblemAsync(Problem.Of(
            StatusCodes.Status404NotFound, "authorities-not-approved",
            "this STI-PA approves no CAs: its operator sets Pa:Url, and Pa:Country or a signer"));
        return null;
    }

    // Null: the refusal was written.
    private static async Task<StiCertificate?> ReadRootAsync(HttpContext context, JsonElement body)
    {
        var failure = "certificate must be one root in PEM";
        if (body.TryGetString("certificate"u8, out var pem)
            && CertificateBundle.TryRead(Encoding.UTF8.GetBytes(pem), out var certificates, out failure))
        {
            if (certificates is [var only]) return only;
            failure = "certificate must be one root and no chain";
        }

        await context.Response.WriteProblemAsync(
            AuthorityProblems.Of(new AuthorityRefusal(AuthorityFailure.RootNotAllowed, failure ?? "certificate must be one root in PEM")));
        return null;
    }

    // Null: the refusal was written.
    private static async Task<AuthorityApplication?> ReadApplicationAsync(HttpContext context, JsonElement body)
    {
        if (await ReadRootAsync(context, body) is not { } root) return null;
        if (!body.TryGetString("signedOn"u8, out var dayText)
            || !DateOnly.TryParseExact(dayText, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !body.TryGetString("proof"u8, out var proofText) || !TryDecode(proofText, out var proof))
        {
            await context.Response.WriteProblemAsync(AuthorityProblems.Of(new AuthorityRefusal(
                AuthorityFailure.ProofNotValid,
                $"signedOn must be a day ({DayFormat}), and proof the base64 of the signature over the challenge")));
            return null;
        }

        var name = body.TryGetString("name"u8, out var given) ? given : "";
        var statement = body.TryGetString("practiceStatement"u8, out var reference) ? reference : "";
        return new AuthorityApplication(root.Der, name, statement, day, proof);
    }

    private static bool TryDecode(string base64, out byte[] octets)
    {
        octets = new byte[base64.Length];
        var isBase64 = Convert.TryFromBase64String(base64, octets, out var written);
        octets = octets[..written];
        return isBase64;
    }

    private static DateTimeOffset NowOf(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static ApprovedAuthorities Authorities(HttpContext context) =>
        context.RequestServices.GetRequiredService<ApprovedAuthorities>();

    private static ChangeAuthority Change(HttpContext context) => context.RequestServices.GetRequiredService<ChangeAuthority>();
}
