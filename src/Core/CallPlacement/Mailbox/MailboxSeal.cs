using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>
/// Where PASSporTs lie and what shows of them under one secret: partition, row and signer are keyed hashes, all bound to the call, so that
/// the store tells neither who calls whom nor how much a signer calls; what a PASSporT says is sealed to its place.
/// </summary>
internal sealed class MailboxSeal(DeploymentSecret secret, IRandom random)
{
    private readonly Sealing _sealing = new(secret, "cps-mailbox", random);

    public string SecretId => _sealing.SecretId;

    public string PartitionOf(CallNumbers call) => $"{SecretId}.{_sealing.Hash($"call {TextOf(call)}")}";

    /// <summary>
    /// The row of a PASSporT: its identity, hashed under the key. A bare SHA-256 could be guessed by anybody who knows how a signer fills
    /// the claims.
    /// </summary>
    public string RowOf(string identity) => _sealing.Hash($"passport {identity}");

    /// <summary>Tells signers of one call apart, and nothing across calls.</summary>
    public string SignerOf(CallNumbers call, VerifiedPassport passport) =>
        _sealing.Hash($"signer {TextOf(call)} {passport.Signer.ProvidersText}");

    public byte[] Seal(MailboxContent content, RecordKey key) => _sealing.Seal(content.Write(), PlaceOf(key));

    public bool TryOpen(byte[] content, RecordKey key, [NotNullWhen(true)] out MailboxContent? opened)
    {
        opened = null;
        return _sealing.TryOpen(content, PlaceOf(key), out var plain) && MailboxContent.TryRead(plain, out opened);
    }

    /// <summary>The partition with the pairs of a called number.</summary>
    public string PartitionOf(TelephoneNumber dest) => $"{SecretId}.{_sealing.Hash($"called {dest.Value}")}";

    public string RowOf(CallNumbers call) => _sealing.Hash($"pair {TextOf(call)}");

    public byte[] SealOrig(TelephoneNumber orig, RecordKey key) => _sealing.Seal(Encoding.ASCII.GetBytes(orig.Value), PlaceOf(key));

    public bool TryOpenOrig(byte[] content, RecordKey key, [NotNullWhen(true)] out TelephoneNumber? orig)
    {
        orig = null;
        return _sealing.TryOpen(content, PlaceOf(key), out var plain)
            && TelephoneNumber.TryParseCanonical(Encoding.ASCII.GetString(plain), out orig);
    }

    // Numbers have no "|", so two calls never make one text.
    private static string TextOf(CallNumbers call) => $"{call.Dest.Value}|{call.Orig.Value}";

    private static string PlaceOf(RecordKey key) => $"{key.Partition}/{key.Row}";
}
