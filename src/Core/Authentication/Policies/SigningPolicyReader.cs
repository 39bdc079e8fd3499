using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Authentication.Policies;

/// <summary>Reads and writes signing policies as JSON.</summary>
public static class SigningPolicyReader
{
    /// <summary>Customers of one policy, and trunks.</summary>
    public const int MaxNames = 4096;

    private const int MaxPool = 64;
    private const int MaxNamespaces = 64;

    /// <summary>Reads a policy, or says which rule it breaks, in words fit for a problem document.</summary>
    /// <param name="json">An object. A member that it lacks has its default; one that is not known is refused.</param>
    public static Outcome<SigningPolicy, string> Read(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object
                && json.Deserialize(SigningPolicyJson.Default.SigningPolicyDocument) is { } document
                ? Read(document)
                : "policy must be an object";
        }
        catch (JsonException exception)
        {
            return $"policy has a member that is unknown or of the wrong type, at {PlainText.Show(exception.Path ?? "$")}";
        }
    }

    /// <summary>The policy as an object with every member.</summary>
    public static JsonElement Write(SigningPolicy policy) =>
        JsonSerializer.SerializeToElement(SigningPolicyDocument.Of(policy), SigningPolicyJson.Default.SigningPolicyDocument);

    internal static Outcome<SigningPolicy, string> Read(SigningPolicyDocument document)
    {
        var otherwise = SigningPolicy.Default;
        if (!TryReadTypes(document.Types, out var types, out var failure)) return failure;
        if (!TryReadNamespaces(document.PriorityNamespaces, out var namespaces, out failure)) return failure;
        if (!TryReadOtherCalls(document.OtherCalls, out var otherCalls)) return "otherCalls must be B, C or refused";
        if (!TryReadMember(document.AskedAttestation, otherwise.AskedAttestation, out var askedAttestation))
            return $"askedAttestation must be one of {KebabCase.NamesOf<AskedAttestation>()}";
        if (!TryReadMember(document.AskedOrigId, otherwise.AskedOrigId, out var askedOrigId))
            return $"askedOrigId must be one of {KebabCase.NamesOf<AskedOrigId>()}";
        if (!TryReadCustomers(document.Customers, out var customers, out failure)) return failure;
        if (!TryReadTrunks(document.Trunks, customers, out var trunks, out failure)) return failure;
        if (!TryReadOrigIds(document.OrigIds, out var origIds, out failure)) return failure;
        return new SigningPolicy
        {
            Types = types,
            PriorityNamespaces = namespaces,
            OtherCalls = otherCalls,
            AskedAttestation = askedAttestation,
            AskedOrigId = askedOrigId,
            TakesDelegates = document.TakesDelegates ?? otherwise.TakesDelegates,
            Customers = customers,
            Trunks = trunks,
            OrigIds = origIds,
        };
    }

    private static bool TryReadMember<T>(string? text, T otherwise, out T member)
        where T : struct, Enum
    {
        member = otherwise;
        return text is null || KebabCase.TryParse(text, out member);
    }

    private static bool TryReadTypes(
        IReadOnlyList<string?>? texts, out IReadOnlySet<PassportType> types, [NotNullWhen(false)] out string? failure)
    {
        types = SigningPolicy.Default.Types;
        failure = null;
        if (texts is null) return true;
        var read = new HashSet<PassportType>();
        foreach (var text in texts)
        {
            if (KebabCase.TryParse(text, out PassportType type) && CallClaims.IsEverMade(type)) read.Add(type);
            else failure = "each of types must be base, shaken, div, rph, rcd or msg";
        }

        types = read;
        return failure is null;
    }

    private static bool TryReadNamespaces(
        IReadOnlyList<string?>? texts, out IReadOnlySet<string> namespaces, [NotNullWhen(false)] out string? failure)
    {
        var read = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        namespaces = read;
        failure = (texts?.Count ?? 0) > MaxNamespaces ? $"priorityNamespaces must have {MaxNamespaces} names at most" : null;
        foreach (var text in failure is null ? texts ?? [] : [])
        {
            // A namespace is what stands before the dot of an r-value.
            if (Passports.Extensions.ResourcePriority.TryParse($"{text}.0", out var parsed) && parsed.Namespace == text)
                read.Add(text.ToLowerInvariant());
            else failure = "each of priorityNamespaces must be a namespace of Resource-Priority, such as ets";
        }

        return failure is null;
    }

    private static bool TryReadOtherCalls(string? text, out Attestation? attestation)
    {
        (var isKnown, attestation) = text switch
        {
            null => (true, SigningPolicy.Default.OtherCalls),
            SigningPolicyDocument.Refused => (true, null),
            nameof(Attestation.B) => (true, Attestation.B),
            nameof(Attestation.C) => (true, (Attestation?)Attestation.C),
            _ => (false, null),
        };
        return isKnown;
    }

    private static bool TryReadCustomers(
        IReadOnlyList<CustomerDocument?>? documents, out IReadOnlyDictionary<string, CustomerRule> customers,
        [NotNullWhen(false)] out string? failure)
    {
        var read = new Dictionary<string, CustomerRule>(StringComparer.Ordinal);
        customers = read;
        failure = (documents?.Count ?? 0) > MaxNames ? $"customers must have {MaxNames} entries at most" : null;
        foreach (var document in failure is null ? documents ?? [] : [])
        {
            AttestationEvidence? evidence = null;
            if (document is null || !SourceName.Is(document.Name)) failure = $"each of customers must have a name of {SourceName.Rule}";
            else if (!IsUuidOrAbsent(document.OrigId)) failure = $"the origId of the customer {document.Name} must be a UUID in lower case";
            else if (document.Evidence is { } given && !EvidenceReader.TryRead(given, out evidence, out var rule))
                failure = $"the evidence of the customer {document.Name}: {rule}";
            else if (!read.TryAdd(document.Name, new CustomerRule(
                document.Name, evidence, document.OrigId, document.TakesPresentations ?? false)))
                failure = $"the customer {document.Name} is named twice";
            if (failure is not null) return false;
        }

        return failure is null;
    }

    private static bool TryReadTrunks(
        IReadOnlyList<TrunkDocument?>? documents, IReadOnlyDictionary<string, CustomerRule> customers,
        out IReadOnlyDictionary<string, TrunkRule> trunks, [NotNullWhen(false)] out string? failure)
    {
        var read = new Dictionary<string, TrunkRule>(StringComparer.Ordinal);
        trunks = read;
        failure = (documents?.Count ?? 0) > MaxNames ? $"trunks must have {MaxNames} entries at most" : null;
        foreach (var document in failure is null ? documents ?? [] : [])
        {
            if (document is null || !SourceName.Is(document.Name)) failure = $"each of trunks must have a name of {SourceName.Rule}";
            else if (!IsUuidOrAbsent(document.OrigId)) failure = $"the origId of the trunk {document.Name} must be a UUID in lower case";
            else if (document.Customer is { } customer && !customers.ContainsKey(customer))
                failure = $"the customer of the trunk {document.Name} is none of customers";
            else if (!read.TryAdd(document.Name, new TrunkRule(document.Name, document.Customer, document.OrigId)))
                failure = $"the trunk {document.Name} is named twice";
            if (failure is not null) return false;
        }

        return failure is null;
    }

    private static bool TryReadOrigIds(OrigIdDocument? document, out OrigIdRules rules, [NotNullWhen(false)] out string? failure)
    {
        rules = OrigIdRules.Default;
        failure = null;
        if (document is null) return true;
        if (!TryReadMember(document.A, rules.A, out var a) || !TryReadMember(document.B, rules.B, out var b)
            || !TryReadMember(document.C, rules.C, out var c))
        {
            failure = $"A, B and C of origIds must each be one of {KebabCase.NamesOf<OrigIdForm>()}";
            return false;
        }

        var pool = document.Pool ?? [];
        if (pool.Count > MaxPool || !pool.All(OrigIdText.Is))
            failure = $"the pool of origIds must have at most {MaxPool} UUIDs in lower case";
        else if (pool.Count == 0 && (a == OrigIdForm.Pool || b == OrigIdForm.Pool || c == OrigIdForm.Pool))
            failure = "origIds must have a pool where A, B or C takes its origid from it";
        else rules = new OrigIdRules(a, b, c, [.. pool.OfType<string>()]);
        return failure is null;
    }

    private static bool IsUuidOrAbsent(string? text) => text is null || OrigIdText.Is(text);
}
