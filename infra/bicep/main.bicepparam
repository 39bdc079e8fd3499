// A country's authority, in two regions: the STI-PA's CRL, an STI-CA with its repository, a CPS for two providers, a registry of countries.
using 'main.bicep'

param name = 'shaken'

param regions = [
  {
    name: 'weu'
    location: 'westeurope'
    addressSpace: '10.40.0.0/20'
  }
  {
    name: 'neu'
    location: 'northeurope'
    addressSpace: '10.41.0.0/20'
  }
]

param alertReceivers = [
  'operators@authority.example'
]

param stores = [
  {
    name: 'calls'
    redundancy: 'Standard_ZRS'
    containers: [
      {
        name: 'trust-lists'
        retentionDays: 30
      }
      {
        name: 'crl-kept'
        retentionDays: 0
      }
    ]
  }
  {
    name: 'issue'
    redundancy: 'Standard_GZRS'
    containers: [
      {
        name: 'certificates'
        retentionDays: 365
      }
      {
        name: 'crl'
        retentionDays: 365
      }
      {
        name: 'crl-kept'
        retentionDays: 0
      }
      {
        name: 'trust-lists'
        retentionDays: 30
      }
    ]
  }
  {
    name: 'policy'
    redundancy: 'Standard_GZRS'
    containers: [
      {
        name: 'crl'
        retentionDays: 365
      }
      {
        name: 'crl-kept'
        retentionDays: 0
      }
      {
        name: 'trust-lists'
        retentionDays: 365
      }
      {
        name: 'cps-lists'
        retentionDays: 365
      }
      {
        name: 'numbers'
        retentionDays: 0
      }
      {
        name: 'number-imports'
        retentionDays: 0
      }
    ]
  }
  {
    name: 'registry'
    redundancy: 'Standard_GZRS'
    containers: [
      {
        name: 'trust-lists'
        retentionDays: 365
      }
    ]
  }
]

param zones = [
  {
    name: 'cps'
    roles: [
      'cps'
    ]
    store: 'calls'
    records: 'write'
    containers: [
      {
        container: 'trust-lists'
        right: 'write'
      }
      {
        container: 'crl-kept'
        right: 'write'
      }
    ]
    keys: {}
    secrets: 'read'
    regions: []
    hostNames: [
      'cps.authority.example'
    ]
    callerAddresses: []
    scale: {
      most: 100
      alwaysReady: 2
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Cps__ServedSpcs: 'US/1234,US/5678'
      Cps__HostNames: 'cps.authority.example'
      TrustList__Url: 'https://lists.authority.example/api/v1/ca-list'
      TrustList__PolicyAdministratorRoots: 'trust/pa-root.pem'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
    }
  }
  {
    name: 'cr'
    roles: [
      'cr'
    ]
    store: 'issue'
    records: 'none'
    containers: [
      {
        container: 'certificates'
        right: 'read'
      }
    ]
    keys: {}
    secrets: 'none'
    regions: []
    hostNames: [
      'cr.authority.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 1
      memoryMB: 2048
      concurrency: 100
    }
    settings: {}
    secretSettings: {}
  }
  {
    name: 'ca'
    roles: [
      'ca'
    ]
    store: 'issue'
    records: 'write'
    containers: [
      {
        container: 'certificates'
        right: 'write'
      }
      {
        container: 'crl'
        right: 'write'
      }
      {
        container: 'crl-kept'
        right: 'write'
      }
      {
        container: 'trust-lists'
        right: 'write'
      }
    ]
    keys: {
      Ca__Keys: [
        {
          collection: 'keys'
          name: 'ca-issuing'
          version: '00000000000000000000000000000001'
        }
      ]
    }
    secrets: 'read'
    regions: [
      'weu'
    ]
    hostNames: [
      'ca.authority.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 0
      memoryMB: 2048
      concurrency: 16
    }
    settings: {
      Acme__BaseUrl: 'https://ca.authority.example/acme'
      Ca__Certificates: 'trust/ca-issuing.pem'
      Ca__CertificateBaseUrl: 'https://cr.authority.example/certificates'
      TrustList__PolicyAdministratorRoots: 'trust/pa-root.pem'
    }
    secretSettings: {
      Shaken__DeploymentSecrets: 'deployment-secrets'
      Operator__Keys: 'operator-keys'
    }
  }
  {
    name: 'pa'
    roles: [
      'pa'
    ]
    store: 'policy'
    records: 'write'
    containers: [
      {
        container: 'crl'
        right: 'write'
      }
      {
        container: 'crl-kept'
        right: 'write'
      }
      {
        container: 'trust-lists'
        right: 'write'
      }
      {
        container: 'cps-lists'
        right: 'write'
      }
      {
        container: 'numbers'
        right: 'write'
      }
      {
        container: 'number-imports'
        right: 'write'
      }
    ]
    keys: {
      Pa__Crl__Key: [
        {
          collection: 'keys'
          name: 'crl'
          version: '00000000000000000000000000000001'
        }
      ]
    }
    secrets: 'read'
    regions: [
      'weu'
    ]
    hostNames: [
      'lists.authority.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 1
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Pa__Crl__Url: 'https://lists.authority.example/download/v1/crl'
      Pa__Crl__Certificate: 'trust/crl-signer.pem'
      Pa__Crl__IntervalSeconds: '3600'
    }
    secretSettings: {
      Pa__Reporters: 'reporters'
    }
  }
  {
    name: 'registry'
    roles: [
      'registry'
    ]
    store: 'registry'
    records: 'write'
    containers: [
      {
        container: 'trust-lists'
        right: 'write'
      }
    ]
    keys: {
      Registry__List__Key: [
        {
          collection: 'keys'
          name: 'registry-list'
          version: '00000000000000000000000000000001'
        }
      ]
    }
    secrets: 'read'
    regions: [
      'weu'
    ]
    hostNames: [
      'registry.authority.example'
    ]
    callerAddresses: []
    scale: {
      most: 40
      alwaysReady: 0
      memoryMB: 2048
      concurrency: 64
    }
    settings: {
      Registry__Url: 'https://registry.authority.example'
      Registry__List__Certificate: 'trust/registry-list.pem'
    }
    secretSettings: {
      Operator__Keys: 'operator-keys'
    }
  }
]
