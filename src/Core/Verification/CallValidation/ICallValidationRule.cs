using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>One rule of call validation that is built in.</summary>
public interface ICallValidationRule
{
    /// <summary>As answers and counts name it, as <c>do-not-originate</c>.</summary>
    string Name { get; }

    /// <summary>What the rule says of a call; null: nothing.</summary>
    /// <exception cref="Storage.StorageException">What the rule looks at is in a store that does not answer.</exception>
    ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken);
}
