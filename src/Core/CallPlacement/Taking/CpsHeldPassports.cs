using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Taking;

/// <summary>A provider's own CPS that is another program: read by HTTP, in the dialect that it speaks.</summary>
public sealed class CpsHeldPassports : IHeldPassports
{
    private const int MaxTokens = Limits.MailboxPassportsPerCall;

    private readonly CpsReader _reader;
    private readonly CpsClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;

    /// <param name="client">For hosts that the operator named.</param>
    /// <param name="limit">The longest that a verification waits, whatever is asked.</param>
    public CpsHeldPassports(CpsReader reader, CpsClient client, TimeProvider time, TimeSpan limit) =>
        (_reader, _client, _time, _limit) = (reader, client, time, limit);

    /// <inheritdoc/>
    public async ValueTask<HeldPassports> TakeAsync(CallNumbers call, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);

        // All questions at once; of those that were answered everything counts, also when another was not.
        var answers = await Task.WhenAll(Questions(call, either.Token));
        cancellationToken.ThrowIfCancellationRequested();
        return new HeldPassports(
            [.. answers.SelectMany(answer => answer.Tokens)], Array.Find(answers, answer => answer.Failure is not null)?.Failure);
    }

    /// <inheritdoc/>
    public ValueTask<HeldPassports> TakeAsync(CallNumbers call, ProviderId reader, CancellationToken cancellationToken) =>
        reader == _reader.Provider ? TakeAsync(call, cancellationToken) : ValueTask.FromResult(HeldPassports.None);

    private IEnumerable<Task<HeldPassports>> Questions(CallNumbers call, CancellationToken cancellationToken) => _reader switch
    {
        OpenCpsReader open => [AskAsync(
            _ => ValueTask.FromResult(open.Key.Reveal()), (bearer, token) => _client.RetrieveOwnAsync(open.Url, call, bearer, token),
            cancellationToken)],
        SharedCpsReader shared => [AskAsync(
            token => shared.Identity.Bearers.ForRetrievingSharedAsync(call, shared.Audience, token),
            (bearer, token) => _client.RetrieveSharedAsync(shared.Url, call, bearer, token), cancellationToken)],
        AgreedCpsReader agreed => agreed.Publishers.Select(publisher => AskAsync(
            token => agreed.Identity.Bearers.ForRetrievingAsync(call, publisher, agreed.Audience, token),
            (bearer, token) => _client.RetrieveAsync(agreed.Url, publisher, call, bearer, token), cancellationToken)),
        _ => throw new InvalidOperationException("A CPS is read in one of three dialects."),
    };

    private async Task<HeldPassports> AskAsync(
        Func<CancellationToken, ValueTask<string>> bearer, Func<string, CancellationToken, Task<CpsAnswer>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            return Read(await ask(await bearer(cancellationToken), cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TooSlow();
        }
        catch (Exception exception) when (OperatorFailures.RefusalIn(exception, cancellationToken) is { } refusal)
        {
            return new HeldPassports([], $"the CPS could not be asked: {KebabCase.Of(refusal.Reason)}");
        }
    }

    private static HeldPassports Read(CpsAnswer answer) => answer.Status switch
    {
        HttpStatusCode.OK when answer.Passports.Count <= MaxTokens => new HeldPassports(answer.Passports, Failure: null),
        HttpStatusCode.OK => new HeldPassports([.. answer.Passports.Take(MaxTokens)], $"the CPS gave more than {MaxTokens} PASSporTs"),
        HttpStatusCode.NotFound or HttpStatusCode.NoContent => HeldPassports.None,
        _ => new HeldPassports([], $"the CPS answered {(int)answer.Status}"),
    };

    private HeldPassports TooSlow() => new([], $"the CPS did not answer within {_limit.TotalSeconds:0.#} seconds");
}
