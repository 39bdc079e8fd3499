using Shaken.OperatorConsole.Acts;
using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Screens.Partners;

/// <summary>What is entered of a partner.</summary>
/// <param name="partner">The one that is amended; null: a new one.</param>
internal sealed class PartnerForm(PartnerAnswer? partner)
{
    private const string EndOfCertificate = "-----END CERTIFICATE-----";

    private readonly FormField _name = new("Name") { Value = partner?.Name ?? "", IsRequired = true, Help = "For people." };

    private readonly FormField _countries = new("Countries that it stands for", FieldKind.Lines)
    {
        Value = string.Join('\n', partner?.Countries ?? []), IsRequired = true, Help = "ISO 3166-1 alpha-2, each on a line.",
    };

    private readonly FormField _listUrl = new("URL of its trusted-CA list")
    {
        Value = partner?.ListUrl ?? "", IsRequired = true, Help = "https. Credentials for it belong in the configuration, not in the URL.",
    };

    private readonly FormField _roots = new("Pinned roots of its STI-PA", FieldKind.Block)
    {
        Value = string.Join('\n', partner?.Roots ?? []),
        IsRequired = true,
        Help = "Certificates in PEM. Compare their fingerprints by another way.",
    };

    private readonly FormField _crls = new("URLs of its CRLs", FieldKind.Lines)
    {
        Value = string.Join('\n', partner?.CrlUrls ?? []), Help = "Each on a line; empty: those that its server names.",
    };

    public FormField Id { get; } = new("Id")
    {
        Value = partner?.Id ?? "", IsRequired = true, IsFixed = partner is not null, Help = "As ca: it stands in URLs.",
    };

    public IReadOnlyList<FormField> Fields => [Id, _name, _countries, _listUrl, _roots, _crls];

    /// <summary>What was entered, as the server takes it.</summary>
    /// <param name="reason">For the audit log.</param>
    public object BodyFor(string reason) => new
    {
        id = partner is null ? Id.Text : null,
        name = _name.Text,
        countries = _countries.Lines,
        listUrl = _listUrl.Text,
        roots = _roots.Value.Split(EndOfCertificate, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(pem => $"{pem}\n{EndOfCertificate}\n"),
        crls = _crls.Lines is { Count: > 0 } urls ? urls : null,
        revision = partner?.Revision,
        reason,
    };
}
