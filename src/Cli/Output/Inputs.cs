using System.CommandLine;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;

namespace Shaken.Cli.Output;

/// <summary>Options and files that several commands read.</summary>
internal static class Inputs
{
    public static readonly Option<string> At = new("--at") { Description = "Judge as of this time (ISO 8601, such as 2026-11-21T12:00:00Z) instead of now." };

    /// <summary>An argument's text: itself, the file it names, or standard input for <c>-</c>.</summary>
    public static string TextOf(string argument)
    {
        if (argument == "-") return Console.In.ReadToEnd().Trim();
        return argument.Length < 4096 && File.Exists(argument) ? File.ReadAllText(argument).Trim() : argument.Trim();
    }

    /// <summary>
    /// The same of what must be a token or headers with tokens. What looks like neither was meant as a file, which then is not there: a
    /// misspelt name is no failed verification.
    /// </summary>
    public static string TokenText(string argument)
    {
        var isFile = argument == "-" || (argument.Length < 4096 && File.Exists(argument));
        var isToken = argument.Count(letter => letter == '.') == 2
            || argument.Any(letter => letter is ';' or ',' or ':' or '<' || char.IsWhiteSpace(letter));
        return isFile || isToken ? TextOf(argument) : throw new UsageException($"There is no file {argument}, and it is no token.");
    }

    public static string FileText(string path) => File.Exists(path) ? File.ReadAllText(path) : throw new UsageException($"There is no file {path}.");

    public static byte[] FileOctets(string path) =>
        File.Exists(path) ? File.ReadAllBytes(path) : throw new UsageException($"There is no file {path}.");

    public static IReadOnlyList<StiCertificate> Certificates(string path) =>
        CertificateBundle.TryRead(FileOctets(path), out var certificates, out var failure)
            ? certificates
            : throw new UsageException($"{path}: {failure}.");

    public static IReadOnlyList<TrustedRoot> Roots(IEnumerable<string> paths) =>
        [.. paths.SelectMany(Certificates).Select(certificate => TrustedRoot.TryCreate(certificate, out var root, out var failure) ? root : throw new UsageException($"{certificate.Subject}: {failure}"))];

    /// <summary>A private key in a file; <see cref="KeyOptions"/> opens it if it is encrypted.</summary>
    public static SoftwareKey Key(string path, KeyPassphrase? passphrase = null)
    {
        if (SoftwareKey.TryReadPem(FileOctets(path), passphrase, out var key, out var refusal)) return key;
        throw new UsageException($"{path}: {refusal.Detail}{(refusal.Reason == KeyFailure.Encrypted ? " Where a command has --passphrase-env or --passphrase-file, these give the passphrase." : "")}");
    }

    public static TelephoneNumber Number(string text, string option) =>
        TelephoneNumber.TryParse(text, out var number)
            ? number
            : throw new UsageException($"{option}: \"{text}\" is not a telephone number of 1 to 15 digits.");

    public static ServiceProviderCode Code(string text, string option) =>
        ServiceProviderCode.TryParse(text, out var code)
            ? code
            : throw new UsageException($"{option}: \"{text}\" is not a service provider code (1 to 15 of A-Z 0-9).");

    public static Uri Url(string text, string option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UsageException($"{option}: \"{text}\" is not an http or https URL.");

    public static TimeProvider TimeOf(ParseResult parsed)
    {
        if (parsed.GetValue(At) is not { } text) return Clock.System;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? new Clock(moment)
            : throw new UsageException($"--at: \"{text}\" is not a time in ISO 8601, such as 2026-11-21T12:00:00Z.");
    }

    /// <summary>Whole-second UTC, as all output has it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A clock that stands at a moment that the user chose.</summary>
internal sealed class Clock(DateTimeOffset moment) : TimeProvider
{
#pragma warning disable RS0030 // A composition root: the one place of this program that names the system's clock.
    public static new readonly TimeProvider System = TimeProvider.System;
#pragma warning restore RS0030

    public override DateTimeOffset GetUtcNow() => moment;
}
