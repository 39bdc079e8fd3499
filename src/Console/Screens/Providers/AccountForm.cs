using System.Globalization;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Screens.Providers;

/// <summary>Somebody to reach, as it is typed.</summary>
internal sealed class ContactForm
{
    public string Role { get; set; } = "";

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";
}

/// <summary>Evidence, as it is typed.</summary>
internal sealed class EvidenceForm
{
    public string Kind { get; set; } = "";

    public string Reference { get; set; } = "";

    public string ExpiresOn { get; set; } = "";

    public string WarnDaysBefore { get; set; } = "";
}

/// <summary>An account as it is typed: texts, which the server judges.</summary>
internal sealed class AccountForm
{
    private static readonly char[] Separators = [',', ';', ' ', '\n', '\r', '\t'];

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public string Country { get; set; } = "";

    public string Providers { get; set; } = "";

    public List<ContactForm> Contacts { get; } = [];

    public List<EvidenceForm> Evidence { get; } = [];

    public bool HasOperator { get; set; }

    public string OperatorName { get; set; } = "";

    public string Agreement { get; set; } = "";

    public string From { get; set; } = "";

    public string Until { get; set; } = "";

    public bool MayDelegate { get; set; }

    public static AccountForm Of(ProviderAccountAnswer? account)
    {
        if (account?.Profile is not { } profile) return new AccountForm { Contacts = { new ContactForm { Role = "technical" } } };
        var form = new AccountForm
        {
            Id = account.Id,
            Name = profile.Name ?? "",
            Country = profile.Country ?? "",
            Providers = string.Join(", ", profile.Providers ?? []),
            HasOperator = profile.Operator is not null,
            OperatorName = profile.Operator?.Name ?? "",
            Agreement = profile.Operator?.Agreement ?? "",
            From = DayOf(profile.Operator?.From),
            Until = DayOf(profile.Operator?.Until),
            MayDelegate = profile.MayDelegate == true,
        };
        foreach (var contact in profile.Contacts ?? [])
            form.Contacts.Add(new ContactForm { Role = contact.Role ?? "", Name = contact.Name ?? "", Email = contact.Email ?? "" });
        foreach (var evidence in profile.Evidence ?? []) form.Evidence.Add(Of(evidence));
        return form;
    }

    /// <summary>The member <c>profile</c> of a request. A day that is none is left to the server to refuse.</summary>
    public object ToProfile() => new
    {
        name = Name.Trim(),
        country = Country.Trim().ToUpperInvariant(),
        providers = Providers.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(code => code.ToUpperInvariant()),
        contacts = Contacts.Select(contact => new { role = contact.Role.Trim(), name = contact.Name.Trim(), email = contact.Email.Trim() }),
        evidence = Evidence.Select(piece => new
        {
            kind = piece.Kind.Trim(),
            reference = piece.Reference.Trim(),
            expiresOn = Given(piece.ExpiresOn),
            warnDaysBefore = int.TryParse(piece.WarnDaysBefore, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                ? days
                : (int?)null,
        }),
        @operator = HasOperator
            ? new { name = OperatorName.Trim(), agreement = Agreement.Trim(), from = Given(From), until = Given(Until) }
            : null,
        mayDelegate = MayDelegate,
    };

    /// <summary>Which part of the form a refusal is about; null: the whole.</summary>
    public static string? FieldOf(ApiProblem? problem) =>
        problem is not { Reason: "profile-not-allowed" or "code-taken" or "id-taken" } ? null
        : Has(problem, "country must") ? "country"
        : problem.Reason == "code-taken" || Has(problem, "code") ? "providers"
        : problem.Reason == "id-taken" || Has(problem, "id must") ? "id"
        : Has(problem, "contact") ? "contacts"
        : Has(problem, "evidence") ? "evidence"
        : Has(problem, "operator") || Has(problem, "agreement") ? "operator"
        : Has(problem, "name must") ? "name"
        : null;

    private static bool Has(ApiProblem problem, string words) => problem.Detail.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static EvidenceForm Of(EvidenceDocument evidence) => new()
    {
        Kind = evidence.Kind ?? "",
        Reference = evidence.Reference ?? "",
        ExpiresOn = DayOf(evidence.ExpiresOn),
        WarnDaysBefore = evidence.WarnDaysBefore?.ToString(CultureInfo.InvariantCulture) ?? "",
    };

    private static string DayOf(DateTimeOffset? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
