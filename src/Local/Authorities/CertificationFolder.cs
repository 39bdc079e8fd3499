using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Local.Keys;

namespace Shaken.Local.Authorities;

/// <summary>An STI-CA's keys on disk: its root, and the CAs below it of which one issues.</summary>
public sealed class CertificationFolder : AuthorityFolder
{
    /// <summary>The name of the files with certificates of CRL signers.</summary>
    public const string CrossName = "crl-cross";
    private const string Document = "ca-profile.json";

    private CertificationFolder(string path, KeyPassphrase? passphrase, IKeysElsewhere? elsewhere)
        : base(path, passphrase, elsewhere)
    {
    }

    private protected override string DocumentName => Document;

    /// <summary>Whether a CA was founded there. Opening a folder makes it; this does not.</summary>
    public static bool IsAt(string path) => File.Exists(Path.Combine(path, Document));

    public static CertificationFolder Open(string path, KeyPassphrase? passphrase = null, IKeysElsewhere? elsewhere = null) => new(path, passphrase, elsewhere);

    /// <summary>What the CA's certificates have in common; null before its founding.</summary>
    public CaProfile? FindProfile()
    {
        if (ReadDocument() is not { } octets) return null;
        return CaProfile.TryRead(octets, out var profile, out var failure) ? profile : throw Damaged(failure);
    }

    /// <summary>The CAs that issue or did, the one that signs now first: the others finish what they began.</summary>
    public IReadOnlyList<KeyEntry> Issuing()
    {
        var current = Keys.FindCurrentVersion(CeremonyNames.IssuingCa);
        return [.. Keys.Versions(CeremonyNames.IssuingCa).OrderByDescending(version => version == current).ThenByDescending(version => version).Select(version => Keys.Get(CeremonyNames.IssuingCa, version))];
    }

    /// <summary>Holds the ceremony: root, first intermediate, profile.</summary>
    public async Task<Outcome<FoundedKeys, CeremonyRefusal>> FoundAsync(KeyCeremony ceremony, CaProfile profile, int pathLength, CancellationToken cancellationToken)
    {
        if (Occupied() is { } occupied) return occupied;
        if (!(await ceremony.FoundCaAsync(profile, cancellationToken)).TryGet(out var root, out var refusal)) return refusal;
        if (!(await ceremony.NewIntermediateAsync(root, profile, number: 1, pathLength, cancellationToken)).TryGet(out var issuing, out refusal)) return refusal;
        var kept = new FoundedKeys([Keep(CeremonyNames.CaRoot, root, isCurrent: true), Keep(CeremonyNames.IssuingCa, issuing, isCurrent: true)]);
        Finish(profile.Write());
        return kept;
    }

    /// <summary>A further CA below the root; it issues at once only if <paramref name="isCurrent"/>. Those before it keep their certificates, and what they issued stays good.</summary>
    public async Task<Outcome<KeyEntry, CeremonyRefusal>> AddIntermediateAsync(KeyCeremony ceremony, int pathLength, bool isCurrent, CancellationToken cancellationToken)
    {
        if (FindProfile() is not { } profile) return new CeremonyRefusal("the folder holds no CA");
        if (Keys.FindCurrent(CeremonyNames.CaRoot) is not { } root) return new CeremonyRefusal("the root's key is not in the folder: bring it back for the ceremony");
        var number = Keys.Versions(CeremonyNames.IssuingCa) is [.., var last] ? last + 1 : 1;
        return (await ceremony.NewIntermediateAsync(new CertifiedKey(root.Key, root.Chain), profile, number, pathLength, cancellationToken)).TryGet(out var made, out var refusal)
            ? Keep(CeremonyNames.IssuingCa, made, isCurrent)
            : refusal;
    }

    /// <summary>
    /// Makes, with the root's key, a certificate of the CRL signer that the CA's certificates name, and puts it beside the others.
    /// OpenSSL and what is built on it
    /// (Asterisk) believe an indirect CRL only if its signer's path ends at the certificate's own root.
    /// </summary>
    public async Task<Outcome<CrossCertificate, CeremonyRefusal>> CrossCertifyAsync(
        KeyCeremony ceremony, StiCertificate signer, CancellationToken cancellationToken)
    {
        if (FindProfile() is not { } profile) return new CeremonyRefusal("the folder holds no CA");
        if (Keys.FindCurrent(CeremonyNames.CaRoot) is not { } root) return new CeremonyRefusal("the root's key is not in the folder: bring it back for the ceremony");

        // The named signer can revoke every certificate of the CA.
        if (!profile.Crl.Issuer.Matches(signer.Subject))
            return new CeremonyRefusal($"the CA's certificates name {profile.Crl.Issuer} as the signer of their CRL, not {signer.Subject}");
        return (await ceremony.CrossCertifyAsync(new CertifiedKey(root.Key, root.Chain), signer, cancellationToken)).TryGet(out var certificate, out var refusal)
            ? new CrossCertificate(certificate, PublishNext(CrossName, certificate))
            : refusal;
    }
}

/// <summary>A certificate over somebody else's key, and its file.</summary>
public sealed record CrossCertificate(StiCertificate Certificate, string Path);
