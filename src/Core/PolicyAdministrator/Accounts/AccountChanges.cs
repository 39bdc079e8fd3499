using System.Globalization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>The fields of two versions of an account, for the audit log.</summary>
internal static class AccountChanges
{
    public static IEnumerable<AuditChange> Between(ProviderAccount? before, ProviderAccount after) =>
        AuditChange.Between(before is null ? [] : FieldsOf(before), FieldsOf(after));

    private static IEnumerable<(string Name, string? Value)> FieldsOf(ProviderAccount account)
    {
        var profile = account.Profile;
        yield return ("state", KebabCase.Of(account.State));
        yield return ("name", profile.Name);
        yield return ("country", profile.Country.Value);
        yield return ("providers", Join(profile.Providers.Select(provider => provider.ToString())));
        yield return ("contacts", Join(profile.Contacts.Select(contact => $"{contact.Role}: {contact.Name} {contact.Email}")));
        yield return ("evidence", Join(profile.Evidence.Select(TextOf)));
        yield return ("operator", profile.Operator is { } technical ? TextOf(technical) : null);
        yield return ("mayDelegate", profile.MayDelegate ? "true" : "false");
    }

    private static string TextOf(TechnicalOperator technical) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{technical.Name}, agreement {technical.Agreement}, {technical.From:yyyy-MM-dd} to {technical.Until:yyyy-MM-dd}");

    private static string TextOf(EligibilityEvidence evidence) =>
        evidence.ExpiresOn is { } day
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{evidence.Kind} {evidence.Reference}, until {day:yyyy-MM-dd}, warning {evidence.WarnDaysBefore} days before")
            : $"{evidence.Kind} {evidence.Reference}";

    private static string? Join(IEnumerable<string> items) => string.Join("; ", items) is { Length: > 0 } text ? text : null;
}
