using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.CallValidation;

/// <summary>An external service that validates calls.</summary>
/// <param name="Key">Its bearer token; null: none is sent.</param>
/// <param name="Timeout">Of a call, a second try included.</param>
internal sealed record ExternalValidation(Uri Url, SecretText? Key, TimeSpan Timeout, NumberShown Calling, NumberShown Called);

/// <summary>What validates calls after their verification.</summary>
/// <param name="NationalPrefixes">Of this country's numbers.</param>
/// <param name="External">Null: nobody outside is asked.</param>
internal sealed record CallValidationSettings(
    IReadOnlyList<TelephoneNumber> NationalPrefixes, RuleConclusion ForeignNational, RuleConclusion UnassignedNumbers,
    ExternalValidation? External) : ISettings<CallValidationSettings>
{
    private const int MaxPrefixes = 1024;

    public static IReadOnlyList<Setting> Declared => CallValidationSetting.All;

    public static CallValidationSettings Read(SettingsReader reader)
    {
        var prefixes = reader.Values<TelephoneNumber>(
            CallValidationSetting.NationalPrefixes, TryParsePrefix, "each is 1 to 15 digits, with the country code and without a +");
        if (prefixes.Count > MaxPrefixes) reader.Refuse(CallValidationSetting.NationalPrefixes, $"{MaxPrefixes} at most");
        var foreign = reader.Member(CallValidationSetting.ForeignNational);
        var unassigned = reader.Member(CallValidationSetting.UnassignedNumbers);
        if (unassigned != RuleConclusion.Off && prefixes.Count == 0)
        {
            reader.Refuse(
                CallValidationSetting.UnassignedNumbers,
                "needs CallValidation:NationalPrefixes: numbers of other countries are in no table");
        }

        return new CallValidationSettings(prefixes, foreign, unassigned, ReadExternal(reader));
    }

    private static ExternalValidation? ReadExternal(SettingsReader reader)
    {
        var url = reader.OperatorUrl(CallValidationSetting.Url);
        var key = reader.Text(CallValidationSetting.KeyFile) is { } file ? reader.Secret(CallValidationSetting.KeyFile, file) : null;
        var calling = reader.Members<NumberShown>(CallValidationSetting.CallingNumber);
        var called = reader.Member(CallValidationSetting.CalledNumber);
        var timeout = TimeSpan.FromMilliseconds(reader.Number(CallValidationSetting.TimeoutMilliseconds));
        if (url is null)
        {
            if (key is not null) reader.Refuse(CallValidationSetting.KeyFile, "is of use with CallValidation:Url only");
            return null;
        }

        if (calling is not [var shown])
        {
            reader.Refuse(
                CallValidationSetting.CallingNumber,
                "must be none, prefix or full with CallValidation:Url: say how much of the calling number leaves this deployment");
            return null;
        }

        return new ExternalValidation(url, key, timeout, shown, called);
    }

    private static bool TryParsePrefix(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TelephoneNumber? prefix) =>
        TelephoneNumber.TryParseCanonical(text, out prefix) && prefix.Value.All(char.IsAsciiDigit);
}
