using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Publishing;

/// <summary>What differs between the lists that the policy administrator publishes under numbers.</summary>
/// <typeparam name="TList">A list as it is stored.</typeparam>
internal interface INumberedList<TList>
    where TList : class
{
    /// <summary>Whether the next list is needed.</summary>
    /// <param name="state">The number in force, and the note that was written with it.</param>
    ValueTask<bool> IsDueAsync(SequenceState state, CancellationToken cancellationToken);

    /// <summary>Makes the list of a claimed number and stores it, or finds the one that an instance left there.</summary>
    ValueTask<ListStep<TList>> PutAsync(SequenceClaim claim, bool isForced, CancellationToken cancellationToken);

    /// <summary>The number of a list.</summary>
    long NumberOf(TList list);

    /// <summary>What is written beside the number when the list comes into force.</summary>
    string NoteOf(TList list);

    /// <summary>A list that another instance stored is in force now.</summary>
    void Adopted(TList list);

    /// <summary>A list of this instance is in force now.</summary>
    void Published(TList list);
}

/// <summary>What came of storing a list; neither a list nor a stop: another instance was quicker.</summary>
/// <param name="IsFound">Another instance stored the list.</param>
/// <param name="Stop">An operator has to look.</param>
internal readonly record struct ListStep<TList>(TList? List, bool IsFound, PublishStop? Stop)
    where TList : class
{
    public static ListStep<TList> Late => default;

    public static ListStep<TList> Own(TList list) => new(list, IsFound: false, Stop: null);

    public static ListStep<TList> Found(TList list) => new(list, IsFound: true, Stop: null);

    public static ListStep<TList> Stopped(PublishStop stop) => new(List: null, IsFound: false, stop);
}

/// <summary>Why no list was published.</summary>
internal enum PublishStop
{
    /// <summary>The list in force is good.</summary>
    NotDue,

    /// <summary>Another instance is publishing.</summary>
    Busy,

    /// <summary>Lists are stored that the records do not know of.</summary>
    AheadOfRecords,

    /// <summary>The stored list that the records do not know of has another signer.</summary>
    SignedByAnother,
}

/// <summary>
/// The steps that all numbered lists share, on any number of instances: numbers rise by exactly one, and no number has two lists.
/// </summary>
/// <remarks>
/// A run claims the next number (<see cref="Sequence"/>), stores the list of that number, and completes the number, which puts the list
/// in force. A run that ends before it stores the list leaves the number to the next run. A run that ends after that leaves a list, which
/// the next run completes as it is, so that its number is not signed twice. A run whose claim was taken over cannot store its list: the
/// place is taken, or its version has changed.
/// </remarks>
internal sealed class NumberedPublisher<TList>(Sequence sequence, INumberedList<TList> lists)
    where TList : class
{
    private const int MaxRounds = 16;

    /// <summary>Publishes the next list, if it is due or forced.</summary>
    public async ValueTask<Outcome<TList, PublishStop>> PublishAsync(bool isForced, CancellationToken cancellationToken)
    {
        long? own = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!isForced && !await lists.IsDueAsync(await sequence.ReadAsync(cancellationToken), cancellationToken))
                return PublishStop.NotDue;
            if (await sequence.TryClaimAsync(cancellationToken) is not { } claim) return PublishStop.Busy;
            var isCompleted = false;
            try
            {
                if (!isForced && !await lists.IsDueAsync(claim.Before, cancellationToken)) return PublishStop.NotDue;
                var step = await lists.PutAsync(claim, isForced, cancellationToken);
                if (step.Stop is { } stop) return stop;
                if (step.List is not { } list) continue;

                // The list is stored: the next run would complete it, so a cancelled request must not keep it from being in force.
                var number = lists.NumberOf(list);
                isCompleted =
                    await sequence.TryCompleteAsync(claim with { Number = number }, lists.NoteOf(list), CancellationToken.None);
                if (step.IsFound && number != own)
                {
                    // It is in force now; the next round finds whether a newer one is needed.
                    if (isCompleted) lists.Adopted(list);
                    continue;
                }

                // The claim was taken over meanwhile: its new holder puts the list in force, or gives the claim back for the next round.
                own = number;
                if (!isCompleted && (await sequence.ReadAsync(CancellationToken.None)).Last < number) continue;
                lists.Published(list);
                return list;
            }
            finally
            {
                if (!isCompleted) await sequence.ReleaseAsync(claim, CancellationToken.None);
            }
        }

        return PublishStop.Busy;
    }
}
