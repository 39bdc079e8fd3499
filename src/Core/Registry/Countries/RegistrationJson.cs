using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Registry.Countries;

/// <summary>A registration as JSON: <c>{entry, contact: {regulator, name, email}}</c>, in requests and in the store.</summary>
public static class RegistrationJson
{
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public static bool TryRead(
        JsonElement json, [NotNullWhen(true)] out Registration? registration, [NotNullWhen(false)] out string? failure)
    {
        registration = null;
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("entry"u8, out var member) || !json.TryGetProperty("contact"u8, out var given)
            || given.ValueKind != JsonValueKind.Object)
        {
            failure = "the registration must be an object with entry and contact";
            return false;
        }

        if (!RegistryEntryJson.TryRead(member, out var entry, out failure)) return false;
        if (!RegulatorContact.TryCreate(
            given.TryGetString("regulator"u8, out var regulator) ? regulator : null,
            given.TryGetString("name"u8, out var name) ? name : null,
            given.TryGetString("email"u8, out var email) ? email : null, out var contact, out failure))
            return false;

        // A dispute is the registry's to declare.
        if (entry.State != RegistryEntryState.Registered)
        {
            failure = "entry: state is not the country's to set";
            return false;
        }

        registration = new Registration(entry, contact);
        return true;
    }

    public static void Write(Utf8JsonWriter writer, Registration registration)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("entry");
        RegistryEntryJson.Write(writer, registration.Entry);
        writer.WriteStartObject("contact");
        writer.WriteString("regulator", registration.Contact.Regulator);
        writer.WriteString("name", registration.Contact.Name);
        writer.WriteString("email", registration.Contact.Email);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The registration as one text, the same for the same registration.</summary>
    public static string TextOf(Registration registration)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output)) Write(writer, registration);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The same as an element of its own; null of null.</summary>
    public static JsonElement? ElementOf(Registration? registration)
    {
        if (registration is null) return null;
        using var json = JsonDocument.Parse(TextOf(registration));
        return json.RootElement.Clone();
    }
}
