using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using Shaken.Core.Foundations;

namespace Shaken.Core.Registry.Countries;

/// <summary>Whom the registry asks about a country: somebody at its regulator. Only <see cref="TryCreate"/> makes one.</summary>
public sealed record RegulatorContact
{
    private const int MaxText = 200;

    private RegulatorContact(string regulator, string name, string email) => (Regulator, Name, Email) = (regulator, name, email);

    /// <summary>The national authority, or what stands for the group.</summary>
    public string Regulator { get; }

    public string Name { get; }

    public string Email { get; }

    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryCreate(
        string? regulator, string? name, string? email, [NotNullWhen(true)] out RegulatorContact? contact,
        [NotNullWhen(false)] out string? failure)
    {
        failure = !PlainText.IsPlain(regulator, MaxText) ? $"contact: regulator must be plain text of 1 to {MaxText} characters"
            : !PlainText.IsPlain(name, MaxText) ? $"contact: name must be plain text of 1 to {MaxText} characters"
            : !PlainText.IsPlain(email, MaxText) || !MailAddress.TryCreate(email, out var address) || address.Address != email
                ? "contact: email must be an address such as office@regulator.example"
            : null;
        contact = failure is null ? new RegulatorContact(regulator!, name!, email!) : null;
        return contact is not null;
    }
}
