using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// Subscribers of the manual flow. They have no account: the holder of tokens for one TNAuthList in one country is one subscriber, with an
/// id made of the two.
/// </summary>
public sealed class ManualSubscribers
{
    private const string Table = "SuspendedSubscribers";
    private const string Row = "subscriber";
    private const string Prefix = "manual-";
    private const int HashOctets = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private const int CountryLength = 2;

    private readonly IRecords _records;

    public ManualSubscribers(IRecords records) => _records = records;

    /// <summary>The subscriber's id, in the place of an account's.</summary>
    /// <param name="authority">DER of the TNAuthList.</param>
    public static string IdOf(CountryCode country, ReadOnlySpan<byte> authority) =>
        $"{Prefix}{country}-{Convert.ToHexStringLower(SHA256.HashData(authority).AsSpan(0, HashOctets))}";

    /// <summary>The id of a provider with one code.</summary>
    public static string IdOf(ProviderId provider) =>
        IdOf(provider.Country, TnAuthListDer.Write(TnAuthList.Of(new SpcEntry(provider.Code))));

    /// <summary>Whether a text has the form of such an id.</summary>
    public static bool IsId(string text) =>
        text.Length == Prefix.Length + CountryLength + 1 + (HashOctets * 2) && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text.AsSpan(Prefix.Length, CountryLength).ContainsAnyExceptInRange('A', 'Z') && text[Prefix.Length + CountryLength] == '-'
        && text.AsSpan(Prefix.Length + CountryLength + 1).IndexOfAnyExcept(HexDigits) < 0;

    public async ValueTask<bool> IsSuspendedAsync(string id, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(id), cancellationToken) is not null;

    /// <summary>Suspends a subscriber for good, also before its first certificate. Doing it again changes nothing.</summary>
    public async ValueTask SuspendAsync(string id, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(new NewRecord(KeyOf(id), JsonSerializer.SerializeToUtf8Bytes(id, IssuanceJson.Default.String)),
            cancellationToken);

    private static RecordKey KeyOf(string id) => new(Table, id, Row);
}
