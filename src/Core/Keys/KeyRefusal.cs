namespace Shaken.Core.Keys;

/// <summary>Why a file gives no private key.</summary>
/// <param name="Reason">Which of the closed set.</param>
/// <param name="Detail">A sentence: the cause, then the remedy. Nothing of the key stands in it.</param>
public sealed record KeyRefusal(KeyFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum KeyFailure
{
    /// <summary>Longer than any key file.</summary>
    TooLong,

    /// <summary>Not PEM, or text in UTF-16, or a block that does not end.</summary>
    NotPem,

    /// <summary>PEM that holds a certificate or something else, but no key.</summary>
    NoKey,

    /// <summary>A public key.</summary>
    PublicKey,

    /// <summary>More than one private key; the file does not say which is meant.</summary>
    SeveralKeys,

    /// <summary>A private key in a form that is not read, such as OpenSSH's or the encryption before PKCS#8.</summary>
    UnknownForm,

    /// <summary>Encrypted, and no passphrase is given.</summary>
    Encrypted,

    /// <summary>The passphrase does not open it.</summary>
    WrongPassphrase,

    /// <summary>Not an elliptic-curve key.</summary>
    AnotherAlgorithm,

    /// <summary>On another named curve than P-256.</summary>
    AnotherCurve,

    /// <summary>The curve is given by its parameters, not by its name (RFC 5480 section 2.1.1).</summary>
    ExplicitParameters,

    /// <summary>Broken base64 or DER, a scalar out of range, or a public half that belongs to another key.</summary>
    Damaged,
}
