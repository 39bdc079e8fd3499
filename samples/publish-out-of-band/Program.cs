using System.Net;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Samples;

if (args is not [var keyPath, var x5u, var callingText, var calledText, var cpsText, .. { Length: <= 1 } own]
    || !TelephoneNumber.TryParse(callingText, out var calling) || !TelephoneNumber.TryParse(calledText, out var called)
    || !Uri.TryCreate(cpsText, UriKind.Absolute, out var cps) || cps.Scheme is not ("http" or "https")
    || !TryReadCode(own, out var ownCode))
{
    Console.Error.WriteLine("publish-out-of-band KEY.pem X5U CALLING CALLED CPS-URL-OF-THE-CALLED-PROVIDER\npublish-out-of-band KEY.pem X5U CALLING CALLED CPS-BASE-URL OWN-SPC");
    return ExitCodes.Usage;
}

if (!TryReadKey(keyPath, out var key)) return ExitCodes.Usage;
using var owned = key;

#pragma warning disable RS0030 // A composition root: the clock enters the program here and nowhere else.
var time = TimeProvider.System;
#pragma warning restore RS0030

// Once for the life of the program. The CPS's URL is one that we know, so it takes no guarded fetcher; a redirect is still not followed.
using var http = OperatorClient.New(new FetchingOptions());
var client = new CpsClient(http);
var signer = new PassportSigner(key!, x5u);

// Once for each call. The origid tells us, and nobody else, where the call came from: one for each customer or trunk, here a fresh one.
var claims = PassportClaims.ForCall(calling, called, time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());
var passport = await signer.SignAsync(claims, CancellationToken.None);
using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
try
{
    return Tell(ownCode is not null ? await PublishWithBearerAsync(ownCode) : await client.PostOpenAsync(cps, [passport], deadline.Token));
}
catch (Exception exception) when (OperatorFailures.RefusalIn(exception, CancellationToken.None) is { } outage)
{
    Console.Error.WriteLine($"The CPS does not answer: {outage.Detail}");
    return ExitCodes.Unavailable;
}

// ATIS-1000105: the post is authorized by a token for just this call and these PASSporTs, signed by the same STI key.
async Task<CpsAnswer> PublishWithBearerAsync(ServiceProviderCode code)
{
    var numbers = new CallNumbers(called, calling);
    var bearers = new BearerSigner(key!, x5u, code, time, SystemRandom.Instance);
    var bearer = await bearers.ForPublishingAsync(numbers, [passport], audience: cps.Host, life: TimeSpan.FromSeconds(30), deadline.Token);
    return await client.PublishAsync(cps, code, numbers, [passport], bearer, deadline.Token);
}

int Tell(CpsAnswer answer)
{
    Console.WriteLine($"status    {(int)answer.Status}");
    if (answer.Reason is not null) Console.WriteLine($"reason    {answer.Reason}");
    if (answer.Detail is not null) Console.WriteLine($"detail    {answer.Detail}");
    Console.WriteLine($"passport  {passport}");
    return answer.Status == HttpStatusCode.Created ? ExitCodes.Published : (int)answer.Status >= 500 ? ExitCodes.Unavailable : ExitCodes.Refused;
}

static bool TryReadCode(string[] own, out ServiceProviderCode? code)
{
    code = null;
    return own.Length == 0 || ServiceProviderCode.TryParse(own[0], out code);
}

// The key that signs calls lives for days: a file that only its owner may read will do. ISigningKey is the port for another home.
static bool TryReadKey(string path, out SoftwareKey? key)
{
    key = null;
    try
    {
        if (SoftwareKey.TryReadPem(File.ReadAllBytes(path), passphrase: null, out key, out var refusal)) return true;
        Console.Error.WriteLine($"{path}: {refusal.Detail}");
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"{path}: {exception.Message}");
    }

    return false;
}
