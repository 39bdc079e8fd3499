using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Samples;

if (args is not [var identity, var callingText, var calledText, var trustPath, .. { Length: <= 1 } administratorRoot]
    || !TelephoneNumber.TryParse(callingText, out var calling) || !TelephoneNumber.TryParse(calledText, out var called))
{
    Console.Error.WriteLine("verify-a-call IDENTITY CALLING CALLED ROOTS.pem\nverify-a-call IDENTITY CALLING CALLED TRUSTED-CA-LIST.jwt STI-PA-ROOT.pem");
    return ExitCodes.Usage;
}

#pragma warning disable RS0030 // A composition root: the clock enters the program here and nowhere else.
var time = TimeProvider.System;
#pragma warning restore RS0030

// Once for the life of the program: they hold the connections, the fetched certificates and the verdicts on them, and serve
// any number of calls at once. An exempt origin is a lab's certificate repository; without one the fetcher takes public https only.
string[] lab = Environment.GetEnvironmentVariable("LAB_REPOSITORY") is { } origin ? [origin] : [];
using var fetcher = new GuardedFetcher(new FetchingOptions { ExemptOrigins = lab }, SystemResolver.Instance, time, NullLogger<GuardedFetcher>.Instance);
var certificates = new CertificateSource(fetcher, CertificateFreshness.Default, time, NullLogger<CertificateSource>.Instance);
if (!(await Trust.ReadAsync(trustPath, administratorRoot, certificates, time)).TryGet(out var roots, out var failure))
{
    Console.Error.WriteLine(failure);
    return ExitCodes.Usage;
}

var verdicts = new CertificateVerdicts(certificates, TrustDomain.Of(roots.All, time), time);
var verifier = new PassportVerifier(verdicts, time, freshness: TimeSpan.FromSeconds(60));

// Once for each call: take its Identity headers apart, then verify each against the numbers that the call's signalling has. One good
// header is enough (RFC 8224 section 6.2.1).
var call = new CallParties(new NumberParty(calling), new NumberParty(called));
var values = IdentityHeader.Split([identity]);
var code = ExitCodes.Refused;
foreach (var value in values.Count == 0 ? [identity] : values)
{
    if (values.Count > 1) Console.WriteLine($"identity {value[..Math.Min(value.Length, 16)]}…");
    if (await JudgeAsync(value)) code = ExitCodes.Verified;
}

return code;

async Task<bool> JudgeAsync(string value)
{
    if (!TryRead(value, out var passport, out var refusal)) return Refuse(refusal!);
    var outcome = await verifier.VerifyAsync(passport!, call, CancellationToken.None);
    return outcome.TryGet(out var verified, out refusal) ? Accept(verified) : Refuse(refusal);
}

// The value of an Identity header has parameters after semicolons; a bare token has none.
static bool TryRead(string text, out UntrustedPassport? passport, out PassportRefusal? refusal)
{
    passport = null;
    return text.Contains(';', StringComparison.Ordinal)
        ? IdentityHeader.TryParse(text, out var header, out refusal) && header.TryReadPassport(out passport, out refusal)
        : UntrustedPassport.TryParse(text, out passport, out refusal);
}

static bool Accept(VerifiedPassport verified)
{
    Console.WriteLine($"verstat  {(verified.Type.VouchesForCaller() ? Verstat.Passed : Verstat.None).Text()}");
    if (verified.Claims.Shaken is { } shaken) Console.WriteLine($"attest   {shaken.Attest}\norigid   {shaken.OrigId}");
    Console.WriteLine($"signer   {verified.Signer.Certificate.Subject}");
    foreach (var finding in verified.Findings) Console.WriteLine($"finding  {KebabCase.Of(finding.Kind)}: {finding.Detail}");
    return true;
}

static bool Refuse(PassportRefusal refusal)
{
    var codes = refusal.Reason.Codes();
    Console.WriteLine($"verstat  {codes.Verstat.Text()}");
    Console.WriteLine($"reason   {refusal.Reason.Name()}: {refusal.Detail}");
    Console.WriteLine($"sip      {codes.Rfc8224.Code} {codes.Rfc8224.Phrase}");
    Console.WriteLine($"header   Reason: {codes.ReasonValue()}");
    return false;
}
