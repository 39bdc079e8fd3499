using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Lists;

/// <summary>A policy administrator that publishes the trusted-CA list, and a reader that pins its root.</summary>
internal sealed class ListWorld : IApprovedRoots
{
    private const string X5u = "https://pa.example/download/v1/certificate/list.crt";

    private readonly SoftwareKey _key;
    private readonly PublishedCertificates _certificates;
    private readonly TrustedRoot _pinned;

    private ListWorld(SoftwareKey key, StiCertificate signer, StiCertificate root)
    {
        (_key, _pinned, _certificates) = (key, CrlWorld.Root(root), new PublishedCertificates(Time));
        _certificates.Publish(X5u, [signer]);
    }

    public ManualTime Time { get; } = new();

    public IRecords Records { get; set; } = new MemoryRecords();

    public IBlobs Blobs { get; set; } = new MemoryBlobs();

    public List<TrustedRoot> Approved { get; } = [];

    /// <summary>While it is set, the vault with the signer's key fails so.</summary>
    public Exception? VaultFault { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ListWorld> NewAsync()
    {
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "STI-PA", Hierarchy.Terms(), rootKey.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(rootDraft), rootKey, Token)).Value;
        var administrator = new CertificateAuthority(root, rootKey);
        var draft = CertificateDraft.PolicyAdministratorSigner(
            administrator.Certificate, "STI-PA", SignedDocumentKind.TrustedCaList.Title(), Hierarchy.Terms(), key.PublicKey);
        var world = new ListWorld(key, (await administrator.IssueAsync(Hierarchy.Linted(draft), Token)).Value, administrator.Certificate);
        await world.ApproveAsync();
        return world;
    }

    public async Task<TrustedRoot> ApproveAsync()
    {
        var root = CrlWorld.Root((await Hierarchy.NewAsync()).Root.Certificate);
        Approved.Add(root);
        return root;
    }

    public ValueTask<IReadOnlyList<TrustedRoot>> GetAsync(CancellationToken cancellationToken) => new([.. Approved]);

    public TrustListPublisher Publisher(IRecords? records = null, IBlobs? blobs = null) => new(
        new TrustListPublication("national", new KeyInVault(this), X5u, TrustListSchedule.Default), this, records ?? Records,
        blobs ?? Blobs, Time, NullLogger<TrustListPublisher>.Instance);

    public ValueTask<Outcome<PublishedTrustList, TrustListPublishFailure>> PublishAsync(bool isForced = false) =>
        Publisher().PublishAsync(isForced, Token);

    /// <summary>What a reader that pinned the root makes of a list.</summary>
    public async Task<TrustList> ReadAsync(PublishedTrustList list, TrustListForm? form = null, TrustList? last = null)
    {
        var reader = new TrustListReader(_certificates, new TrustDomain([_pinned], Time), Time);
        return (await reader.ReadAsync(list.JwtIn(form ?? TrustListForm.Standard), last, Token)).Value;
    }

    private sealed class KeyInVault(ListWorld world) : ISigningKey
    {
        public System.Security.Cryptography.ECParameters PublicKey => world._key.PublicKey;

        public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            world.VaultFault is { } fault ? throw fault : world._key.SignAsync(sha256, cancellationToken);
    }
}
