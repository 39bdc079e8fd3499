using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Contracts;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>What lies in storage of a list: enough to judge it again with nobody else to ask.</summary>
public sealed class CrlKeepingTests
{
    private const string SignerUrl = "https://pa.example/signer.pem";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_SignerIsFoundByTheList_ItsCertificateIsKeptBesideIt()
    {
        var world = await ListsWorld.NewAsync();
        var certificates = new PublishedCertificates(world.Crl.Time);
        certificates.Publish(SignerUrl, [world.Crl.Signer.Certificate]);
        world.Fetcher.Answer = await SignWithSignerUrlAsync(world);
        Assert.Equal(1, await world.RefreshAsync(NewLists(world, certificates), TimeSpan.Zero));
        Assert.Equal(1, certificates.Asked);

        // After a restart nobody answers: neither the list's host nor that of the signer.
        world.Fetcher.Answer = null;
        var silent = new PublishedCertificates(world.Crl.Time);
        Assert.Equal(1, await world.RefreshAsync(NewLists(world, silent), Minute));
    }

    [Fact]
    public async Task Refresh_SignerIsKnown_ItsUrlIsNotAsked()
    {
        var world = await ListsWorld.NewAsync();
        var certificates = new PublishedCertificates(world.Crl.Time);
        world.Fetcher.Answer = await SignWithSignerUrlAsync(world);
        var options = new RevocationOptions { Urls = [CrlWorld.Url], Signers = [world.Crl.Signer.Certificate] };
        var lists = new RevocationLists(
            options, world.Crl.Domain, world.Fetcher, certificates, world.Blobs, world.Crl.Time, world.Log);
        Assert.Equal(1, await world.RefreshAsync(lists, TimeSpan.Zero));
        Assert.Equal(0, certificates.Asked);
    }

    [Fact]
    public async Task Refresh_StoreDown_IsAskedAgainAfterAMinute()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        world.Blobs.IsDown = true;
        var lists = world.NewLists();
        Assert.Equal(1, await world.RefreshAsync(lists, TimeSpan.Zero));
        Assert.Contains(world.Log.All, line => line.Id == 1613);
        world.Blobs.IsDown = false;
        var found = world.Blobs.Found;
        await world.RefreshAsync(lists, Minute - Second);
        Assert.Equal(found, world.Blobs.Found);
        await world.RefreshAsync(lists, Second);
        Assert.NotEqual(found, world.Blobs.Found);

        // Now it is kept: an instance that cannot reach the list's host has it.
        world.Fetcher.Answer = null;
        Assert.Equal(1, await world.RefreshAsync(world.NewLists(), Minute));
    }

    [Fact]
    public async Task Refresh_AnotherInstanceKeptALaterList_LeavesItThere()
    {
        var world = await ListsWorld.NewAsync();
        var (first, second) = (world.NewLists(), world.NewLists());
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        await world.RefreshAsync(first, TimeSpan.Zero);
        await world.RefreshAsync(second, TimeSpan.Zero);
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 3);
        Assert.Equal(3, await world.RefreshAsync(second, TimeSpan.FromHours(1)));

        // The first was given an older one by another cache of the same host.
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 2);
        Assert.Equal(2, await world.RefreshAsync(first, TimeSpan.Zero));
        world.Fetcher.Answer = null;
        Assert.Equal(3, await world.RefreshAsync(world.NewLists(), Minute));
    }

    [Fact]
    public async Task Missing_LongDocuments_AreInsertedInStepsThatTheStoreTakes()
    {
        const int Count = 60;
        const int Octets = 60_000;
        var steps = new List<int>();
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (call, next) =>
            {
                if (call.Operation == StoreOperation.InsertAll) steps.Add(1);
                return next();
            },
        };
        var missing = new MissingRevocations(records);
        for (var number = 0; number < Count; number++)
        {
            var document = new byte[Octets];
            document.AsSpan().Fill((byte)' ');
            (document[0], document[^1]) = ((byte)'{', (byte)'}');
            await missing.AddAsync(new NewRecord(new RecordKey("revocations", "00", $"{number:d4}"), document), Token);
        }

        await missing.EndAsync(Token);
        Assert.Equal((Count, 2), (missing.Count, steps.Count));
    }

    private static RevocationLists NewLists(ListsWorld world, PublishedCertificates certificates) => new(
        new RevocationOptions { Urls = [CrlWorld.Url] }, world.Crl.Domain, world.Fetcher, certificates, world.Blobs, world.Crl.Time,
        world.Log);

    private static async Task<byte[]> SignWithSignerUrlAsync(ListsWorld world)
    {
        var publication = new CrlPublication("indirect", CrlScope.ManyIssuers, CrlWorld.Url, SignerUrl, CrlSchedule.Default);
        var publisher = new CrlPublisher(
            publication, world.Crl.Signer, world.Crl.Register, world.Crl.Records, world.Crl.Blobs, world.Crl.Time,
            NullLogger<CrlPublisher>.Instance);
        return (await publisher.PublishAsync(isForced: true, Token)).Value.Der.ToArray();
    }
}
