using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// Which provider a telephone number belongs to. A number table implements it, or a client of a number portability service.
/// </summary>
public interface INumberDirectory
{
    /// <summary>The assignment of the number, or null: the directory knows none.</summary>
    /// <exception cref="Storage.StorageException">The directory did not answer, which says nothing about the number.</exception>
    ValueTask<NumberAssignment?> FindAsync(TelephoneNumber number, CancellationToken cancellationToken);

    /// <summary>What the directory says of a number, and of how many numbers after it the same is known to hold.</summary>
    /// <param name="first">The first number.</param>
    /// <exception cref="Storage.StorageException">The directory did not answer.</exception>
    async ValueTask<NumberStretch> FindStretchAsync(TelephoneNumber first, CancellationToken cancellationToken) =>
        new((await FindAsync(first, cancellationToken))?.Provider, Count: 1);

    /// <summary>Whether it knows any numbers. A table that nobody imported yet does not, and says nothing about a number either.</summary>
    /// <exception cref="Storage.StorageException">The directory did not answer.</exception>
    ValueTask<bool> HasNumbersAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);
}

/// <summary>The provider of a number and the row that says so.</summary>
/// <param name="Provider">The provider that serves the number now.</param>
/// <param name="Pattern">The number itself, or the longest prefix that covers it.</param>
public sealed record NumberAssignment(ProviderId Provider, NumberPattern Pattern);
