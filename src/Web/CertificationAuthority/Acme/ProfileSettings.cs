using System.Globalization;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Reads the profiles of an ACME server: <c>name=hours</c>, each a kind of certificate that lives so long.</summary>
internal static class ProfileSettings
{
    private const int MaxProfiles = 16;
    private const int MaxName = 64;
    private const int MaxHours = 26_352;

    public const string Meaning =
        "Kinds of certificates that a client may choose by name (draft-ietf-acme-profiles), each with the longest life of its certificates "
        + "in hours; none lives longer than the CA's usual ones";

    public static AcmeProfiles Read(SettingsReader reader, Setting setting)
    {
        var profiles = new List<AcmeProfile>();
        foreach (var text in reader.Texts(setting))
        {
            if (text.Split('=') is [var name, var number] && IsName(name) && TryReadHours(number, out var hours))
                profiles.Add(new AcmeProfile(name, $"valid for at most {hours} hours", TimeSpan.FromHours(hours)));
            else reader.Refuse(setting, $"\"{text}\" must be name=hours: 1 to {MaxName} of a-z 0-9 -, and 1 to {MaxHours}");
        }

        if (profiles.Count > MaxProfiles) reader.Refuse(setting, $"at most {MaxProfiles} profiles");
        var twice = profiles.GroupBy(profile => profile.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) reader.Refuse(setting, $"the profile {twice.Key} is named twice");
        return twice is null ? new AcmeProfiles(profiles) : AcmeProfiles.None;
    }

    private static bool IsName(string text) =>
        text.Length is >= 1 and <= MaxName
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    private static bool TryReadHours(string text, out int hours) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out hours) && hours is >= 1 and <= MaxHours;
}
