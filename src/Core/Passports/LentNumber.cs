using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Passports;

/// <summary>Who lent the number that a delegate signed for.</summary>
/// <param name="By">The provider; null: none, or several may have.</param>
/// <param name="Finding">What could not be checked; null: nothing.</param>
internal sealed record LentNumber(ProviderId? By, Finding? Finding)
{
    private static readonly LentNumber Unknown = new(By: null, Finding: null);

    /// <summary>
    /// Judges the calling number of a delegate's PASSporT (RFC 9060 section 4.1): below a code alone it must be a number of that provider,
    /// which a number table knows. A table without the number, or that does not answer, says nothing: the number counts, with a finding.
    /// </summary>
    public static ValueTask<Outcome<LentNumber, PassportRefusal>> JudgeAsync(
        TrustedCertificate signer, PassportParty orig, INumberDirectory? numbers, CancellationToken cancellationToken)
    {
        if (!signer.IsDelegate) return new(Unknown);
        return signer.HasNumbersByCode && orig is NumberParty { Number: var number } && signer.OwnersWanted(number).Any()
            ? JudgeByTableAsync(signer, number, numbers, cancellationToken)
            : new(new LentNumber(signer.LentBy, Finding: null));
    }

    private static async ValueTask<Outcome<LentNumber, PassportRefusal>> JudgeByTableAsync(
        TrustedCertificate signer, TelephoneNumber number, INumberDirectory? numbers, CancellationToken cancellationToken)
    {
        if (numbers is null) return NotChecked(signer, "no number table is there");
        NumberAssignment? assignment;
        try
        {
            assignment = await numbers.FindAsync(number, cancellationToken);
        }
        catch (StorageException)
        {
            return NotChecked(signer, "the number table did not answer");
        }

        if (assignment is not { Provider: var owner }) return NotChecked(signer, "the number table does not have the number");
        if (signer.OwnersWanted(number).Any(wanted => !wanted.Contains(owner)))
            return new PassportRefusal(VerificationFailure.NotAuthorized, "the calling number is not one of the provider that lent it");
        return new LentNumber(signer.Lenders.Contains(owner) ? owner : signer.LentBy, Finding: null);
    }

    private static LentNumber NotChecked(TrustedCertificate signer, string why) => new(
        signer.LentBy,
        new Finding(FindingKind.DelegationByCodeNotChecked, $"the calling number was lent below an SPC alone, and {why}"));
}
