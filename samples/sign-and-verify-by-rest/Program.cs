using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Samples;

if (args is not [("sign" or "verify") and var act, var serviceText, var keyPath, var calling, var called, .. { Length: <= 1 } identity]
    || !Uri.TryCreate(serviceText, UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https")
    || (act == "sign" && identity.Length > 0))
{
    Console.Error.WriteLine("sign-and-verify-by-rest sign SERVICE-URL KEY-FILE CALLING CALLED");
    Console.Error.WriteLine("sign-and-verify-by-rest verify SERVICE-URL KEY-FILE CALLING CALLED [IDENTITY]");
    return ExitCodes.Usage;
}

if (!File.Exists(keyPath))
{
    Console.Error.WriteLine($"{keyPath}: no such file");
    return ExitCodes.Usage;
}

#pragma warning disable RS0030 // A composition root: the clock enters the program here and nowhere else.
var time = TimeProvider.System;
#pragma warning restore RS0030

// Once for the life of the program.
using var calls = new CallService(service, (await File.ReadAllTextAsync(keyPath)).Trim(), time);

// Once for each call.
try
{
    return act == "sign"
        ? TellSigned(await calls.SignAsync(calling, called, CancellationToken.None))
        : TellVerified(await calls.VerifyAsync(calling, called, identity.FirstOrDefault(), CancellationToken.None));
}
catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
{
    // A call is worth more than its signature: it goes on, unsigned or as No-TN-Validation.
    Console.Error.WriteLine($"The service does not answer: {exception.Message}");
    return ExitCodes.Unavailable;
}

static int TellSigned(JsonObject answer)
{
    if (answer["signingResponse"] is not JsonObject signed) return TellError(answer);
    Console.WriteLine($"Identity: {signed["identity"] ?? signed["identityHeader"]}");
    return ExitCodes.Good;
}

static int TellVerified(JsonObject answer)
{
    if (answer["verificationResponse"] is not JsonObject verified) return TellError(answer);
    var verstat = verified["verstat"]?.GetValue<string>() ?? "No-TN-Validation";
    Console.WriteLine($"verstat  {verstat}");
    if (verified["reasoncode"] is { } code) Console.WriteLine($"sip      {code} {verified["reasontext"]}");
    if (verified["reasondesc"] is { } why) Console.WriteLine($"reason   {why}");

    // The attestation may stand behind: TN-Validation-Passed-A.
    return verstat.StartsWith("TN-Validation-Passed", StringComparison.Ordinal) ? ExitCodes.Good : ExitCodes.Refused;
}

static int TellError(JsonObject answer)
{
    var error = answer["requestError"] as JsonObject;
    var exception = (error?["serviceException"] ?? error?["policyException"]) as JsonObject;
    var variable = (exception?["variables"] as JsonArray)?.FirstOrDefault()?.ToString() ?? "";
    var text = exception?["text"]?.ToString() ?? answer["error"]?.ToString() ?? "the answer has another form";
    Console.WriteLine($"error    {exception?["messageId"]} {text.Replace("%1", variable, StringComparison.Ordinal)}");
    if (exception?["detail"] is { } detail) Console.WriteLine($"detail   {detail}");
    return ExitCodes.Refused;
}
