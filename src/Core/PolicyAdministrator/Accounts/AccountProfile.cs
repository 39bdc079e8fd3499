using Shaken.Core.Foundations;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>Somebody to reach at the provider.</summary>
/// <param name="Role">As "technical" or "legal".</param>
public sealed record AccountContact(string Role, string Name, string Email);

/// <summary>Why the provider is eligible: a registration, a licence, a numbering right.</summary>
/// <param name="Kind">As "robocall-mitigation-database".</param>
/// <param name="Reference">Its number or name in that register.</param>
/// <param name="ExpiresOn">The last day it counts; null: it does not expire.</param>
/// <param name="WarnDaysBefore">So many days before that, the provider and the registrar are warned.</param>
public sealed record EligibilityEvidence(string Kind, string Reference, DateOnly? ExpiresOn, int WarnDaysBefore);

/// <summary>Who signs calls for the provider, under a written agreement.</summary>
/// <param name="Agreement">The reference of that agreement.</param>
/// <param name="Until">Its last day; null: it is open-ended.</param>
public sealed record TechnicalOperator(string Name, string Agreement, DateOnly From, DateOnly? Until);

/// <summary>
/// What the policy administrator knows about a provider. Only <see cref="Create"/> makes one, so every part is within its bounds.
/// </summary>
public sealed class AccountProfile
{
    /// <summary>Codes of one account.</summary>
    public const int MaxCodes = 64;

    private const int MaxName = 200;
    private const int MaxShort = 64;
    private const int MaxReference = 256;
    private const int MaxEmail = 254;
    private const int MaxContacts = 10;
    private const int MaxEvidence = 20;
    private const int MaxWarnDays = 366;

    private AccountProfile(
        string name, CountryCode country, IReadOnlyList<ProviderId> providers, IReadOnlyList<AccountContact> contacts,
        IReadOnlyList<EligibilityEvidence> evidence, TechnicalOperator? technicalOperator, bool mayDelegate) =>
        (Name, Country, Providers, Contacts, Evidence, Operator, MayDelegate) =
            (name, country, providers, contacts, evidence, technicalOperator, mayDelegate);

    /// <summary>Its legal name.</summary>
    public string Name { get; }

    /// <summary>Where it is established; its codes may be another country's.</summary>
    public CountryCode Country { get; }

    /// <summary>The codes it asks for or has, each with the country that gave it.</summary>
    public IReadOnlyList<ProviderId> Providers { get; }

    public IReadOnlyList<AccountContact> Contacts { get; }

    public IReadOnlyList<EligibilityEvidence> Evidence { get; }

    /// <summary>Null: it signs itself.</summary>
    public TechnicalOperator? Operator { get; }

    /// <summary>Whether it gets tokens for CA certificates (<c>ca</c> true), to delegate.</summary>
    public bool MayDelegate { get; }

    /// <summary>Makes a profile of what an administrator or a provider entered.</summary>
    public static Outcome<AccountProfile, AccountRefusal> Create(
        string name, CountryCode country, IReadOnlyList<ProviderId> providers, IReadOnlyList<AccountContact> contacts,
        IReadOnlyList<EligibilityEvidence> evidence, TechnicalOperator? technicalOperator, bool mayDelegate)
    {
        var violation = !PlainText.IsPlain(name, MaxName) ? $"name must be plain text of 1 to {MaxName} characters"
            : providers.Count is 0 or > MaxCodes ? $"an account has 1 to {MaxCodes} codes"
            : providers.Distinct().Count() != providers.Count ? "a code is listed twice"
            : contacts.Count is 0 or > MaxContacts ? $"an account has 1 to {MaxContacts} contacts"
            : contacts.Select(contact => FindViolation(contact)).FirstOrDefault(found => found is not null)
            ?? (evidence.Count > MaxEvidence ? $"an account has at most {MaxEvidence} pieces of evidence" : null)
            ?? evidence.Select(piece => FindViolation(piece)).FirstOrDefault(found => found is not null)
            ?? (technicalOperator is null ? null : FindViolation(technicalOperator));
        if (violation is not null) return new AccountRefusal(AccountFailure.ProfileNotAllowed, violation);
        return new AccountProfile(name, country, [.. providers], [.. contacts], [.. evidence], technicalOperator, mayDelegate);
    }

    private static string? FindViolation(AccountContact contact) =>
        !PlainText.IsPlain(contact.Role, MaxShort) ? $"a contact's role must be plain text of 1 to {MaxShort} characters"
        : !PlainText.IsPlain(contact.Name, MaxName) ? $"a contact's name must be plain text of 1 to {MaxName} characters"
        : !IsAddress(contact.Email)
            ? $"a contact's email must be one address of at most {MaxEmail} ASCII characters, without a display name"
        : null;

    private static bool IsAddress(string email) =>
        email.Length <= MaxEmail && email.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
        && email.All(letter => letter is > ' ' and < '\x7f' and not (',' or ';' or '<' or '>' or '"'));

    private static string? FindViolation(EligibilityEvidence evidence) =>
        !PlainText.IsPlain(evidence.Kind, MaxShort) ? $"the kind of evidence must be plain text of 1 to {MaxShort} characters"
        : !PlainText.IsPlain(evidence.Reference, MaxReference)
            ? $"the reference of evidence must be plain text of 1 to {MaxReference} characters"
        : evidence.WarnDaysBefore is < 0 or > MaxWarnDays ? $"the warning before evidence expires must come 0 to {MaxWarnDays} days before"
        : null;

    private static string? FindViolation(TechnicalOperator technicalOperator) =>
        !PlainText.IsPlain(technicalOperator.Name, MaxName) ? $"the operator's name must be plain text of 1 to {MaxName} characters"
        : !PlainText.IsPlain(technicalOperator.Agreement, MaxReference)
            ? $"the agreement's reference must be plain text of 1 to {MaxReference} characters"
        : technicalOperator.Until < technicalOperator.From ? "the agreement must not end before it begins"
        : null;
}
