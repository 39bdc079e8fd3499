using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Revocations;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Revocations;

/// <summary>What became of a certificate. Every member is a string.</summary>
/// <param name="State"><c>revoked</c>, <c>held</c> or <c>released</c>.</param>
/// <param name="Reason">As RFC 5280 spells it.</param>
internal sealed record OrderAnswer(string Status, string State, string Serial, string Issuer, string Provider, string Reason, string At)
{
    public static OrderAnswer Of(RevocationOrder order) => new(
        "success", KebabCase.Of(order.State), order.SerialText, order.Issuer.ToString(), order.Provider.ToString(), order.Reason.Text(),
        order.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OrderAnswer))]
internal sealed partial class OrderAnswersJson : JsonSerializerContext;

/// <summary>
/// Certificates of an account: revoked by its users (<c>POST /api/v1/account/{id}/revocations</c>), held and released by registrars
/// (<c>POST /operator/v1/accounts/{id}/holds</c>, <c>…/releases</c>). The body has <c>certificate</c>, PEM with the chain or base64 of
/// DER, perhaps <c>issuer</c> and <c>serial</c>, and why.
/// </summary>
internal static class RevocationOrderEndpoints
{
    private const int MaxBodyOctets = 128 * 1024;

    /// <summary>
    /// <c>{"certificate","issuer"?,"serial"?,"reason":"keyCompromise","note"?}</c>: the reason is that of the CRL, the note is for the
    /// audit log.
    /// </summary>
    public static Task RevokeAsync(HttpContext context) =>
        CallerAccess.HandleAsync(context, RevokersOf(IdOf(context)), async caller =>
        {
            using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
            if (json is null || await ReadCertificateAsync(context, json.RootElement) is not { } certificate) return;
            if (!json.RootElement.TryGetString("reason"u8, out var text) || !RevocationReasons.TryParse(text, out var reason))
            {
                await RefuseAsync(context,
                    new OrderRefusal(OrderFailure.ReasonNotAllowed, $"reason must be one of {OrderRevocation.ReasonNames}"));
                return;
            }

            var note = json.RootElement.TryGetString("note"u8, out var given) ? given : reason.Value.Text();
            if (await ActRequests.OfAsync(context, caller, note) is not { } act) return;
            await AnswerAsync(context,
                await Orders(context).RevokeAsync(IdOf(context), certificate, reason.Value, act, context.RequestAborted));
        });

    public static Task HoldAsync(HttpContext context) => OrderAsync(context, (orders, certificate, act) =>
        orders.HoldAsync(IdOf(context), certificate, act, context.RequestAborted));

    public static Task ReleaseAsync(HttpContext context) => OrderAsync(context, (orders, certificate, act) =>
        orders.ReleaseAsync(IdOf(context), certificate, act, context.RequestAborted));

    private static Task OrderAsync(
        HttpContext context,
        Func<OrderRevocation, NamedCertificate, ActRequest, ValueTask<Outcome<RevocationOrder, OrderRefusal>>> order) =>
        CallerAccess.HandleAsync(context, CallerRule.Operators(OperatorRole.Registrar, OperatorRole.Governance), async caller =>
        {
            using var json = await CallerAccess.ReadBodyAsync(context, MaxBodyOctets);
            if (json is null || await ReadCertificateAsync(context, json.RootElement) is not { } certificate) return;
            if (await ActRequests.ReadAsync(context, caller, json.RootElement) is not { } act) return;
            await AnswerAsync(context, await order(Orders(context), certificate, act));
        });

    // Null: the refusal was written.
    private static async Task<NamedCertificate?> ReadCertificateAsync(HttpContext context, JsonElement body)
    {
        if (body.TryGetString("certificate"u8, out var text)
            && TryGetOptional(body, "issuer"u8, out var issuer) && TryGetOptional(body, "serial"u8, out var serial))
            return new NamedCertificate(text, issuer, serial);
        await RefuseAsync(context, new OrderRefusal(
            OrderFailure.CertificateMalformed,
            "certificate must be PEM, or base64 of DER; issuer, where it is there, base64 of the name's DER, and serial hexadecimal "
            + "digits"));
        return null;
    }

    private static bool TryGetOptional(JsonElement body, ReadOnlySpan<byte> name, out string? text)
    {
        text = null;
        return !body.TryGetProperty(name, out _) || body.TryGetString(name, out text);
    }

    private static async Task AnswerAsync(HttpContext context, Outcome<RevocationOrder, OrderRefusal> outcome)
    {
        if (outcome.TryGet(out var order, out var refusal))
            await context.Response.WriteAsJsonAsync(OrderAnswer.Of(order), OrderAnswersJson.Default.OrderAnswer);
        else await RefuseAsync(context, refusal);
    }

    private static Task RefuseAsync(HttpContext context, OrderRefusal refusal) => context.Response.WriteProblemAsync(
        Problem.Of(StatusOf(refusal.Failure), KebabCase.Of(refusal.Failure), refusal.Detail));

    private static int StatusOf(OrderFailure failure) => failure switch
    {
        OrderFailure.AccountNotFound => StatusCodes.Status404NotFound,
        OrderFailure.CertificateMalformed => StatusCodes.Status400BadRequest,
        OrderFailure.CertificateNotKnown => StatusCodes.Status400BadRequest,
        OrderFailure.CertificateOfAnother => StatusCodes.Status403Forbidden,
        OrderFailure.NameDiffers => StatusCodes.Status400BadRequest,
        OrderFailure.ReasonNotAllowed => StatusCodes.Status400BadRequest,
        OrderFailure.AlreadyRevoked => StatusCodes.Status409Conflict,
        OrderFailure.NotHeld => StatusCodes.Status409Conflict,
    };

    private static CallerRule RevokersOf(string accountId) =>
        CallerRule.AccountOf(accountId, OperatorRole.Registrar, OperatorRole.Governance);

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static OrderRevocation Orders(HttpContext context) => context.RequestServices.GetRequiredService<OrderRevocation>();
}
