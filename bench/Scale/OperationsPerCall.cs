using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Local.Records;

namespace Shaken.Scale;

/// <summary>Requests to the store for one call of a kind, counted by making it.</summary>
/// <param name="Signing">While the PASSporT is signed.</param>
/// <param name="PublishReads">Listings of the mailbox before a PASSporT is kept.</param>
/// <param name="Inserts">PASSporTs kept.</param>
/// <param name="RetrieveReads">Listings of the mailbox for the reader; and while two secrets live a look at the same PASSporT's row under the other.</param>
/// <param name="Replaces">PASSporTs taken, each a tombstone from then on.</param>
/// <param name="Verifying">While the reader verifies what it was handed.</param>
/// <param name="ReplayRecords">Used token ids that were written, so that no token works twice.</param>
/// <param name="PurgeDeletes">Records that a purge removes afterwards, one by one.</param>
/// <param name="Others">Anything else; nothing is expected here.</param>
internal sealed record CallOperations(
    string Flow, int Signing, int PublishReads, int Inserts, int RetrieveReads, int Replaces, int Verifying, int ReplayRecords, int PurgeDeletes, int Others)
{
    /// <summary>Without the purge.</summary>
    public int OnTheCall => Signing + PublishReads + Inserts + RetrieveReads + Replaces + Verifying + ReplayRecords + Others;

    public int InAll => OnTheCall + PurgeDeletes;
}

/// <summary>Counts what the product asks of the store for one call, certificates being warm.</summary>
internal sealed class OperationsPerCall
{
    private readonly SimulatedClock _clock = new();
    private readonly List<StorageRequest> _seen = [];
    private readonly CountingRecords _records;
    private readonly CallNumbers _call = new(Number("12155550131"), Number("12155550121"));
    private Cps _cps = null!;

    private OperationsPerCall() => _records = new CountingRecords(new MemoryRecords(), _seen.Add);

    public static async Task<IReadOnlyList<CallOperations>> CountAsync() =>
    [
        await CountAsync("open form, reader with a key", CallForm.Open),
        await CountAsync("open form, reader with a token", CallForm.OpenWithToken),
        await CountAsync("ATIS-1000096, both with tokens", CallForm.Shared),
        await CountAsync("ATIS-1000105, both with tokens", CallForm.Agreed),
        await CountAsync("open form, key; two deployment secrets live", CallForm.Open, isRotating: true),
        await CountAsync("open form, key; posted twice", CallForm.Open, posts: 2),
        await CountAsync("open form, key; nothing was posted", CallForm.Open, posts: 0),
    ];

    private static async Task<CallOperations> CountAsync(string flow, CallForm form, bool isRotating = false, int posts = 1)
    {
        var counted = new OperationsPerCall();
        counted._cps = await Cps.NewAsync(counted._records, counted._clock, publishers: 1, isRotating);
        return await counted.RunAsync(flow, form, posts);
    }

    private async Task<CallOperations> RunAsync(string flow, CallForm form, int posts)
    {
        var signing = await DuringAsync(async () => await _cps.SignAsync(_call, 0));
        var publishing = new List<StorageRequest>();
        for (var post = 0; post < posts; post++)
        {
            var (outcome, requests) = await DuringAsync(async () => await _cps.PublishAsync(form, _call, 0, signing.Result));
            if (!outcome.IsSuccess) throw new InvalidOperationException($"The call was not published: {outcome.Failure.Reason}");
            publishing.AddRange(requests);
        }

        var retrieving = await DuringAsync(async () => await _cps.RetrieveAsync(form, _call, 0));
        var verifying = new List<StorageRequest>();
        foreach (var passport in retrieving.Result.TryGet(out var taken, out _) ? taken.Passports : [])
        {
            var (isGood, requests) = await DuringAsync(async () => await _cps.VerifyAsync(_call, passport));
            if (!isGood) throw new InvalidOperationException("What was handed out does not verify.");
            verifying.AddRange(requests);
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        var purging = await DuringAsync(
            async () => await Simulation.PurgeAsync(PassportMailbox.Table, _records, _clock) + await Simulation.PurgeAsync(BearerVerifier.Table, _records, _clock));
        return Sum(flow, signing.Requests, publishing, retrieving.Requests, verifying, purging.Requests);
    }

    private static CallOperations Sum(
        string flow, IReadOnlyList<StorageRequest> signing, List<StorageRequest> publishing, IReadOnlyList<StorageRequest> retrieving, List<StorageRequest> verifying, IReadOnlyList<StorageRequest> purging)
    {
        List<StorageRequest> calls = [.. publishing, .. retrieving];
        var replay = calls.Count(request => request is { Table: BearerVerifier.Table, Act: StorageAct.Insert });
        var reads = publishing.Count(request => request is { Table: PassportMailbox.Table, Act: StorageAct.List });
        var inserts = publishing.Count(request => request is { Table: PassportMailbox.Table, Act: StorageAct.InsertAll });
        var takes = retrieving.Count(request => request is { Table: PassportMailbox.Table, Act: StorageAct.List or StorageAct.Find });
        var replaces = retrieving.Count(request => request is { Table: PassportMailbox.Table, Act: StorageAct.Replace });
        return new CallOperations(
            flow, signing.Count, reads, inserts, takes, replaces, verifying.Count, replay,
            purging.Count(request => request.Act == StorageAct.PurgeDelete), calls.Count - replay - reads - inserts - takes - replaces);
    }

    private async Task<(T Result, IReadOnlyList<StorageRequest> Requests)> DuringAsync<T>(Func<Task<T>> act)
    {
        _seen.Clear();
        var result = await act();
        return (result, _seen.ToList());
    }

    private static TelephoneNumber Number(string text) => TelephoneNumber.TryParse(text, out var number) ? number : throw new InvalidOperationException("No number.");
}
